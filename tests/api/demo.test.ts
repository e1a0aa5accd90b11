import { beforeAll, expect, test } from 'vitest'
import { judgeAlerts } from '../../lib/workflows/alerts/judge-alerts.ts'
import { judgeLeftovers } from '../../lib/workflows/alerts/judge-leftovers.ts'
import { driftedVm, vmsToMove } from '../../lib/services/demo/demo-obstacles.ts'
import { seedDemo } from '../../lib/services/demo/seed-demo.ts'
import { call, database as db, system, tokenOf } from './call.ts'

type Plan = { protected_vm_id: string; name: string; needs_storage_move: boolean; blockers: { code: string }[] }

let token = ''
const get = async (path: string) => (await call('GET', path, { token })).body

beforeAll(async () => {
  await seedDemo(db)
  token = await tokenOf('viewer')
}, 60_000)

test('a new demo leaves nothing behind at its sites, and raises one alert: of the VM that was moved away', async () => {
  expect(await get('/leftovers')).toMatchObject({ items: [], sites: { length: 4 } })
  await judgeAlerts(db, new Date(), new Map())
  await judgeLeftovers({ db, sites: system().sites }, () => new Date(), AbortSignal.timeout(20_000))
  expect((await get('/alerts')).items).toMatchObject([{ kind: 'vm_moved_away', subject: driftedVm.name }])
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
