import { beforeAll, describe, expect, test } from 'vitest'
import { MoRef } from '../../lib/domain/inventory.ts'
import { spoilNext } from '../../lib/drivers/vsphere/simulated/simulated-trouble.ts'
import { call } from './call.ts'
import { makeShellsWorld, type ProtectedVm } from './shells-world.ts'
import type { SmallGroup } from './small-group.ts'
import { waitForJob, withWorker, type Job } from './worker.ts'

type Notice = { code: string; message: string; hint: string }
type Plan = {
  protected_vm_id: string
  name: string
  dr_shell_status: string
  dr_shell_moref: string | null
  active_job_id: string | null
  way: string
  shell_name: string
  blockers: Notice[]
  warnings: Notice[]
  differences: { what: string; mend: string }[]
  existing_shell: { moref: string } | null
  hardware: { cpus: number; nics: { network: { name: string } | null }[] } | null
  steps: { name: string }[]
  placement: { folder: { name: string } }
}
withWorker()

let world: Awaited<ReturnType<typeof makeShellsWorld>>
let token = ''
let group: SmallGroup
let vms: ProtectedVm[] = []

const path = (id: string, verb: string) => `/protected-vms/${id}/${verb}`
const post = (to: string, body?: unknown) => world.post(to, body)
const idOf = (name: string) => vms.find((vm) => vm.name === name)?.id ?? ''
const planOf = async (name: string): Promise<Plan> => {
  const answer = await call('GET', path(idOf(name), 'dr-shell-plan'), { token })
  expect(answer.status).toBe(200)
  return answer.body as never
}
const vmOf = (name: string) => world.vmOf(idOf(name))
const dr = () => world.dr()
const settled = async (jobId: string | undefined): Promise<Job> => waitForJob(jobId ?? '', token)

beforeAll(async () => {
  world = await makeShellsWorld('shells', 8)
  ;({ token, group, vms } = world)
}, 60_000)

const first = () => vms[0]?.name ?? ''
const second = () => vms[1]?.name ?? ''

describe('one shell', () => {
  test('its plan is shown before anything happens', async () => {
    const plan = await planOf(first())
    expect(plan).toMatchObject({
      shell_name: first(),
      way: 'create',
      blockers: [],
      existing_shell: null,
      dr_shell_status: 'none',
      placement: { cluster: { from: 'suggested' }, placeholder_datastore: { name: 'placeholder-01', from: 'group' } },
    })
    expect(plan.steps.map(({ name }) => name)).toEqual(['look', 'create', 'exempt', 'verify', 'record'])
    expect(plan.hardware?.nics[0]?.network?.name).toMatch(/vlan/)
  })

  test('is made, and recorded only after it was read again; a second operator meets a conflict with the job', async () => {
    const { status, body, headers } = await post(path(idOf(first()), 'create-dr-shell'))
    expect(status).toBe(202)
    expect(headers.get('location')).toMatch(new RegExp(`/jobs/${body['job_id']}$`))
    expect(await post(path(idOf(first()), 'create-dr-shell'))).toMatchObject({
      status: 409,
      body: { code: 'conflict', job_id: body['job_id'], detail: expect.stringContaining(first()) },
    })
    expect(await call('DELETE', `/protected-vms/${idOf(first())}`, { token })).toMatchObject({ status: 409 })
    const other = { shell_name: 'other', placement: null }
    expect(await call('PUT', path(idOf(first()), 'dr-shell-choice'), { token, body: other })).toMatchObject({
      status: 409,
      body: { code: 'conflict', job_id: body['job_id'], detail: expect.stringContaining('(DR shell, asked for by') },
    })
    expect(await planOf(first())).toMatchObject({ active_job_id: body['job_id'] })
    const job = await settled(body['job_id'])
    expect(job).toMatchObject({ status: 'succeeded', result: { verified: { disks: 0, name: first() } } })
    const vm = await vmOf(first())
    expect(vm).toMatchObject({ dr_shell_status: 'created', dr_shell_moref: expect.stringMatching(/^vm-/) })
    const there = (await dr().read()).vms.find(({ moref }) => moref === vm.dr_shell_moref)
    expect(there).toMatchObject({ name: first(), powerState: 'powered_off', disks: [] })
  })

  test('is adopted when it is asked for again, not made twice', async () => {
    const { body } = await post(path(idOf(first()), 'create-dr-shell'))
    expect(await settled(body['job_id'])).toMatchObject({ status: 'succeeded' })
    expect((await dr().read()).vms.filter(({ name }) => name === first())).toHaveLength(1)
  })

  test('a failure that a person must mend is shown on the VM, and a retry ends well', async () => {
    await dr().update((state) =>
      spoilNext(state, { call: 'createVm', fault: 'InsufficientResourcesFault', at: 'task' }),
    )
    const { body } = await post(path(idOf(second()), 'create-dr-shell'), { shell_name: `${second()}-shell` })
    const waiting = await waitForJob(body['job_id'] ?? '', token, ({ status }) => status === 'needs_operator')
    expect(waiting).toMatchObject({ status: 'needs_operator', error: { hint: expect.stringMatching(/Free CPU/) } })
    expect(await vmOf(second())).toMatchObject({ dr_shell_status: 'error', dr_shell_moref: null })
    expect((await post(`/jobs/${body['job_id']}/retry`)).status).toBe(202)
    expect(await settled(body['job_id'])).toMatchObject({ status: 'succeeded' })
    expect(await vmOf(second())).toMatchObject({ dr_shell_status: 'created', dr_shell_name: `${second()}-shell` })
  })
})

describe('what is in the way', () => {
  test('a VM of that name that is not ours blocks, with another name to choose', async () => {
    const name = vms[2]?.name ?? ''
    const folder = (await planOf(name)).placement.folder.name
    await dr().update((state) => {
      const [template] = state.vms
      const stranger = { moref: MoRef.parse('vm-77'), name, folder, instanceUuid: 'x', biosUuid: 'y' }
      if (template) state.vms.push({ ...template, ...stranger })
    })
    await world.syncDr()
    expect((await planOf(name)).blockers).toMatchObject([
      { code: 'name_taken', message: expect.stringContaining('vm-77'), hint: expect.stringContaining(`${name}-dr`) },
    ])
  })

  test('a copy with the source’s UUID is refused with the reason, and the whole batch with it', async () => {
    const name = vms[3]?.name ?? ''
    const source = await call('GET', `/vcenters/${group.source.vcenter}/vms?q=${name}`, { token })
    const [biosUuid] = source.body.items.map(({ bios_uuid: uuid }: { bios_uuid: string }) => uuid)
    await dr().update((state) => {
      const [template] = state.vms
      if (template)
        state.vms.push({ ...template, moref: MoRef.parse('vm-78'), name: 'copy', biosUuid: biosUuid ?? 'none' })
    })
    await world.syncDr()
    expect((await planOf(name)).blockers).toMatchObject([{ code: 'uuid_taken' }])
    const body = { protected_vm_ids: [idOf(name), vms[4]?.id] }
    expect(await post(`/protection-groups/${group.id}/create-dr-shells`, body)).toMatchObject({
      status: 409,
      body: {
        code: 'precondition_failed',
        detail: expect.stringMatching(new RegExp(`1 of 2 get no shell: ${name}: copy`)),
      },
    })
    expect(await vmOf(vms[4]?.name ?? '')).toMatchObject({ dr_shell_status: 'none' })
  })

  test('a choice that cannot be is refused, and what was chosen is kept', async () => {
    const id = vms[4]?.id ?? ''
    const choose = (placement: unknown) =>
      call('PUT', path(id, 'dr-shell-choice'), { token, body: { shell_name: 'other', placement } })
    expect(await choose({ placeholder_datastore: 'nowhere' })).toMatchObject({ status: 409 })
    expect(await choose({ placeholder_datastore: 'vmfs-ssd-01' })).toMatchObject({ status: 200 })
    expect(await planOf(vms[4]?.name ?? '')).toMatchObject({
      shell_name: 'other',
      placement: { placeholder_datastore: { name: 'vmfs-ssd-01', from: 'vm' } },
    })
  })
})

test('many at once: one batch in the vCenter’s lane, and each ends in a shell of its own', async () => {
  const ids = vms.slice(4, 8).map(({ id }) => id)
  const begun = await post(`/protection-groups/${group.id}/create-dr-shells`, { protected_vm_ids: ids, at_a_time: 2 })
  expect(begun).toMatchObject({ status: 202, body: { batch_id: expect.any(String) } })
  const jobs: string[] = begun.body['job_ids'] ?? []
  expect(jobs).toHaveLength(4)
  for (const job of jobs) expect(await settled(job)).toMatchObject({ status: 'succeeded' })
  const batch = await call('GET', `/batches/${begun.body['batch_id']}`, { token })
  expect(batch.body).toMatchObject({ settled: true, total: 4, kind: 'create_dr_shell' })
  const plans = await call('GET', `/protection-groups/${group.id}/dr-shell-plan?protected_vm_ids=${ids.join(',')}`, {
    token,
  })
  const items: Plan[] = plans.body.items
  expect(items.map((plan) => plan.dr_shell_status)).toEqual(ids.map(() => 'created'))
  expect(new Set(items.map((plan) => plan.existing_shell?.moref)).size).toBe(4)
})

describe('removal', () => {
  test('one that was started by somebody is refused by the job, and stays', async () => {
    const { dr_shell_moref: moref } = await vmOf(first())
    const setPower = (powerState: 'powered_on' | 'powered_off') =>
      dr().update((state) => {
        const shell = state.vms.find((vm) => vm.moref === moref)
        if (shell) shell.powerState = powerState
      })
    await setPower('powered_on')
    const { body } = await post(path(idOf(first()), 'remove-dr-shell'), { unprotect: true })
    const waiting = await waitForJob(body['job_id'] ?? '', token, ({ status }) => status === 'needs_operator')
    expect(waiting).toMatchObject({
      status: 'needs_operator',
      error: { message: expect.stringMatching(/not powered off/) },
    })
    await setPower('powered_off')
    expect((await post(`/jobs/${body['job_id']}/retry`)).status).toBe(202)
    expect(await settled(body['job_id'])).toMatchObject({ status: 'succeeded' })
    await world.syncDr()
    const { body: left } = await call('GET', `/vcenters/${group.target.vcenter}/vms?q=${first()}`, { token })
    expect(left.items).toEqual([])
    expect(await call('GET', `/protected-vms/${idOf(first())}`, { token })).toMatchObject({ status: 404 })
  })

  test('of a VM that has none is refused', async () => {
    const name = vms[2]?.name ?? ''
    expect(await post(path(idOf(name), 'remove-dr-shell'))).toMatchObject({ status: 409 })
  })
})
