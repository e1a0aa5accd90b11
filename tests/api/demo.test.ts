import { beforeAll, expect, test } from 'vitest'
import { judgeAlerts } from '../../lib/workflows/alerts/judge-alerts.ts'
import { judgeLeftovers } from '../../lib/workflows/alerts/judge-leftovers.ts'
import { changedShell, driftedVm, missingShell, vmsToMove } from '../../lib/services/demo/demo-obstacles.ts'
import { seedDemo } from '../../lib/services/demo/seed-demo.ts'
import { call, database as db, system, tokenOf } from './call.ts'
import { waitForJob, withWorker } from './worker.ts'

type Plan = { protected_vm_id: string; name: string; needs_storage_move: boolean; blockers: { code: string }[] }

withWorker()

let token = ''
const get = async (path: string) => (await call('GET', path, { token })).body

beforeAll(async () => {
  await seedDemo(db)
  token = await tokenOf('viewer')
}, 60_000)

test('a new demo leaves nothing behind at its sites, and raises alerts of what was meddled with only', async () => {
  expect(await get('/leftovers')).toMatchObject({ items: [], sites: { length: 4 } })
  await judgeAlerts(db, new Date(), new Map())
  await judgeLeftovers({ db, sites: system().sites }, () => new Date(), AbortSignal.timeout(20_000))
  const alerts = (await get('/alerts')).items as unknown as { kind: string; subject: string }[]
  expect(alerts.map(({ kind, subject }) => `${kind} ${subject}`).toSorted()).toEqual([
    `dr_shell_changed ${changedShell.name}`,
    `dr_shell_missing ${missingShell}`,
    `vm_moved_away ${driftedVm.name}`,
  ])
})

test('it has VMs to be moved, and one of each kind of what is in the way', async () => {
  const [group] = (await get('/protection-groups?q=Web')).items as { id: string }[]
  const plans = (await get(`/protection-groups/${group?.id}/protection-plan`)).items as unknown as Plan[]
  const needing = plans.filter((plan) => plan.needs_storage_move)
  expect(needing.map(({ name }) => name).toSorted()).toEqual([...vmsToMove, driftedVm.name].toSorted())
  const blockers = needing.map((plan) => [plan.name, plan.blockers.map(({ code }) => code)])
  expect(Object.fromEntries(blockers)).toEqual({
    'ci-01': [],
    'ci-02': ['name_clash'],
    'file-01': [],
    'file-02': ['shared_bus'],
    'k8s-01': ['snapshots'],
    'k8s-02': ['linked_clone'],
    'k8s-03': ['encrypted'],
    'k8s-04': ['independent_disk'],
    'k8s-05': ['vtpm'],
    'mail-01': ['raw_device'],
    'web-08': [],
  })
})

test('it has shells to be made, of one group at once, and names that are taken at the other site', async () => {
  const found = new Map<string, string[]>()
  for (const name of ['Web', 'Databases']) {
    const [group] = (await get(`/protection-groups?q=${name}`)).items as { id: string }[]
    const plans = (await get(`/protection-groups/${group?.id}/dr-shell-plan`)).items as unknown as Plan[]
    found.set(
      name,
      plans.flatMap(({ blockers }) => blockers.map(({ code }) => code)),
    )
    expect(plans.length).toBeGreaterThan(5)
    if (name === 'Web') expect(plans.filter(({ blockers }) => blockers.length === 0).length).toBeGreaterThan(5)
  }
  expect(new Set(found.get('Web'))).toEqual(new Set(['name_taken']))
  expect(new Set(found.get('Databases'))).toEqual(new Set(['name_taken', 'no_placeholder_datastore']))
})

test('it has a shell that is missing and one that was changed, each with its repair, and later syncs find the same', async () => {
  const [group] = (await get('/protection-groups?q=Web')).items as { id: string }[]
  const look = async () => {
    const vms = (await get(`/protection-groups/${group?.id}/protected-vms?limit=200`)).items as unknown as ProtectedVm[]
    return vms.filter(({ dr_shell_status: status }) => status !== 'none').toSorted(byName)
  }
  const before = await look()
  expect(before).toMatchObject([
    { name: missingShell, dr_shell_status: 'missing', dr_shell_moref: null, attention: [{ code: 'dr_shell_missing' }] },
    {
      name: changedShell.name,
      dr_shell_status: 'created',
      dr_shell_moref: expect.stringMatching(/^vm-/),
      attention: [{ code: 'dr_shell_changed', message: expect.stringContaining('memory is 1024 MiB') }],
    },
  ])
  const ids = before.map(({ id }) => id).join(',')
  const plans = await get(`/protection-groups/${group?.id}/dr-shell-plan?protected_vm_ids=${ids}`)
  expect((plans.items as unknown as ShellPlan[]).toSorted(byName)).toMatchObject([
    { name: missingShell, way: 'create', blockers: [] },
    { name: changedShell.name, way: 'recreate', blockers: [], differences: [{ what: 'memory', found: '1024 MiB' }] },
  ])
  const jobs = (await get('/jobs?kind=create_dr_shell')).items as unknown as { status: string }[]
  expect(jobs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])

  const vcenters = (await get('/vcenters')).items as { id: string; name: string }[]
  const east = vcenters.find(({ name }) => name === 'East vCenter')
  const { body } = await call('POST', `/vcenters/${east?.id}/sync`, { token: await tokenOf('operator') })
  expect(await waitForJob(body['job_id'] ?? '', token)).toMatchObject({
    status: 'succeeded',
    result: { shells_checked: 2, shells_missing: 1, shells_changed: 1, shells_relinked: 0 },
  })
  expect((await look()).map(essence)).toEqual(before.map(essence))
})

type ProtectedVm = {
  id: string
  name: string
  dr_shell_status: string
  dr_shell_moref: string | null
  attention: unknown
}
type ShellPlan = { name: string; way: string }

function essence({ name, dr_shell_status: status, dr_shell_moref: moref, attention }: ProtectedVm) {
  return { name, status, moref, attention }
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1
}
