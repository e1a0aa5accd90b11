import { beforeAll, describe, expect, test } from 'vitest'
import { judgeAlerts } from '../../lib/workflows/alerts/judge-alerts.ts'
import { settle } from '../../lib/drivers/vsphere/simulated/simulated-effect.ts'
import { spoilNext } from '../../lib/drivers/vsphere/simulated/simulated-trouble.ts'
import { call, database } from './call.ts'
import { FROM, makeMovesWorld, ON, place, type ProtectedVm } from './moves-world.ts'
import { withWorker } from './worker.ts'

withWorker()

type Plan = { protected_vm_id: string; name: string; blockers: { code: string; message: string; hint: string }[] }
type Plans = { items: Plan[]; space: Record<string, unknown> }

let world: Awaited<ReturnType<typeof makeMovesWorld>>
let free: ProtectedVm[] = []
const take = (count: number) => free.splice(0, count)
const one = () => take(1)[0] ?? (undefined as never)
const moveOne = (id: string) => world.post(`/protected-vms/${id}/move-to-protection-datastore`)
const moveMany = (vms: readonly ProtectedVm[], more = {}) =>
  world.post(`/protection-groups/${world.group.id}/move-to-protection-datastore`, {
    protected_vm_ids: vms.map(({ id }) => id),
    ...more,
  })
const plansOf = async (vms: readonly ProtectedVm[]): Promise<Plans> =>
  (await world.get(
    `/protection-groups/${world.group.id}/protection-plan?protected_vm_ids=${vms.map(({ id }) => id).join(',')}`,
  )) as never

beforeAll(async () => {
  world = await makeMovesWorld('moves', 38)
  free = [...world.vms]
}, 60_000)

describe('one VM', () => {
  test('its plan is shown before anything happens', async () => {
    const vm = one()
    const plan = await world.get(`/protected-vms/${vm.id}/protection-plan`)
    expect(plan).toMatchObject({
      protected_vm_id: vm.id,
      current_datastore: FROM,
      required_datastore: ON,
      in_protection_datastore: false,
      needs_storage_move: true,
      blockers: [],
      warnings: [],
      bytes_to_move: 2 ** 29,
      active_job_id: null,
      home: { datastore: FROM, ok: false },
      disks: [{ datastore: FROM, required_datastore: ON, ok: false, capacity_bytes: 2 ** 30 }],
      steps: [{ name: 'check_vm' }, { name: 'move' }, { name: 'verify' }, { name: 'record' }],
    })
  })

  test('is moved, and counts as protected when it was read again; a second operator meets that job', async () => {
    const vm = one()
    const { status, headers, body } = await moveOne(vm.id)
    expect(status).toBe(202)
    expect(headers.get('location')).toMatch(new RegExp(`/jobs/${body['job_id']}$`))
    expect(await moveOne(vm.id)).toMatchObject({
      status: 409,
      body: { code: 'conflict', job_id: body['job_id'], detail: expect.stringContaining(`${vm.name} (move, `) },
    })
    expect((await plansOf([vm])).items).toMatchObject([{ active_job_id: body['job_id'] }])
    expect((await world.vmOf(vm.id)).in_protection_datastore).toBe(false)
    const job = await world.ended(body['job_id'])
    expect(job).toMatchObject({
      status: 'succeeded',
      bytes_done: 2 ** 29,
      subject: vm.name,
      group_id: world.group.id,
      result: { placement: { datastore: ON, home: `[${ON}] ${vm.name}/${vm.name}.vmx` } },
    })
    expect(await world.vmOf(vm.id)).toMatchObject({ in_protection_datastore: true, current_datastore: ON })
    expect(await world.get(`/protected-vms/${vm.id}/protection-plan`)).toMatchObject({
      needs_storage_move: false,
      bytes_to_move: 0,
      steps: [],
    })
    const { items } = await world.get('/audit-events?limit=20')
    expect(items).toContainEqual(
      expect.objectContaining({ action: 'move_to_protection_datastore', object_name: vm.name }),
    )
  })

  test('a folder of its name on the datastore is seen by the plan, of one VM and of many, and refused by the job', async () => {
    const [vm, other] = take(2)
    await world.meddle(other?.name ?? '', (record) => {
      record.vmxPath = `[${ON}] ${vm?.name}/x.vmx`
    })
    const plan = (await world.get(`/protected-vms/${vm?.id}/protection-plan`)) as unknown as Plan
    expect(plan.blockers.map(({ code }) => code)).toEqual(['name_clash'])
    const { items } = await plansOf([...(vm ? [vm] : []), ...free.slice(0, 2)])
    expect(items.map(({ blockers }) => blockers.length).toSorted()).toEqual([0, 0, 1])
    const { body } = await moveOne(vm?.id ?? '')
    const waiting = await world.ended(body['job_id'], ({ status }) => status === 'needs_operator')
    expect(waiting.error?.message).toContain(`A folder ${vm?.name} is already on ${ON}`)
    await world.meddle(other?.name ?? '', (record) => place(record, FROM))
    expect((await world.post(`/jobs/${body['job_id']}/retry`)).status).toBe(202)
    expect(await world.ended(body['job_id'])).toMatchObject({ status: 'succeeded' })
  })

  test('a file that is locked waits for a person, who is told what to do', async () => {
    const vm = one()
    await world.store.update((state) => spoilNext(state, { call: 'relocateVm', fault: 'FileLocked', at: 'task' }))
    const { body } = await moveOne(vm.id)
    const waiting = await world.ended(body['job_id'], ({ status }) => status === 'needs_operator')
    expect(waiting.error).toMatchObject({ hint: expect.stringContaining('backup') })
    expect(await world.vmOf(vm.id)).toMatchObject({ in_protection_datastore: false, current_datastore: FROM })
    await judgeAlerts(database, new Date(), new Map())
    const { items } = await world.get('/alerts?limit=100')
    expect(items).toContainEqual(expect.objectContaining({ kind: 'job_needs_operator', subject: vm.name }))
    expect((await world.post(`/jobs/${body['job_id']}/cancel`)).status).toBe(200)
    expect(await world.ended(body['job_id'])).toMatchObject({ status: 'cancelled' })
  })

  test('cancelled in the middle, it is where it was, and that is stored', async () => {
    const vm = one()
    const { body } = await moveOne(vm.id)
    await world.ended(body['job_id'], ({ result }) => Boolean(result?.['task']))
    await world.post(`/jobs/${body['job_id']}/cancel`)
    expect(await world.ended(body['job_id'])).toMatchObject({ status: 'cancelled' })
    expect(await world.vmOf(vm.id)).toMatchObject({ in_protection_datastore: false, current_datastore: FROM })
    const state = await world.store.read()
    settle(state, Date.now())
    expect(state.vms.find(({ name }) => name === vm.name)?.datastores).toEqual([FROM])
  })
})

describe('many VMs', () => {
  test('one that is blocked keeps all of them from beginning, and is named', async () => {
    const vms = take(2)
    await world.meddle(vms[0]?.name ?? '', (vm) => void (vm.snapshotCount = 1))
    await world.sync()
    expect((await plansOf(vms)).items.map(({ blockers }) => blockers.map(({ code }) => code))).toEqual(
      expect.arrayContaining([['snapshots'], []]),
    )
    expect(await moveMany(vms)).toMatchObject({
      status: 409,
      body: { detail: `1 of 2 cannot be moved: ${vms[0]?.name} has 1 snapshot`, hint: expect.any(String) },
    })
    expect((await plansOf(vms)).items).toMatchObject([{ active_job_id: null }, { active_job_id: null }])
  })

  test('what is on its way to the datastore counts against its space', async () => {
    const [first, second] = take(2)
    const before = (await plansOf([second] as ProtectedVm[])).space
    const begun = await moveMany([first] as ProtectedVm[])
    const { space } = await plansOf([second] as ProtectedVm[])
    expect(space['reserved_bytes']).toBe(Number(before['reserved_bytes']) + 2 ** 29)
    const [jobId] = begun.body['job_ids'] as unknown as string[]
    await world.ended(jobId)
    expect((await plansOf([second] as ProtectedVm[])).space['reserved_bytes']).toBe(space['reserved_bytes'])
    await world.sync()
    expect((await plansOf([second] as ProtectedVm[])).space['reserved_bytes']).toBe(0)
  })

  test('a VM of another group is not in this one', async () => {
    const nobody = '99999999-9999-4999-8999-999999999999'
    expect(await moveMany([{ id: nobody } as ProtectedVm])).toMatchObject({ status: 404 })
    expect(await moveMany([{ id: nobody } as ProtectedVm, { id: nobody } as ProtectedVm])).toMatchObject({
      status: 400,
    })
  })

  test('20 at once, never more than three at a time', async () => {
    const vms = take(20)
    const { status, headers, body } = await moveMany(vms, { at_a_time: 3 })
    expect(status).toBe(202)
    expect(headers.get('location')).toMatch(new RegExp(`/batches/${body['batch_id']}$`))
    const jobIds = body['job_ids'] as unknown as string[]
    expect(await moveMany(vms.slice(0, 3))).toMatchObject({
      status: 409,
      body: { code: 'conflict', detail: expect.stringMatching(/already have jobs under way$/), job_id: jobIds[0] },
    })
    for (const id of jobIds) expect(await world.ended(id)).toMatchObject({ status: 'succeeded' })
    expect(await world.get(`/batches/${body['batch_id']}`)).toMatchObject({
      settled: true,
      counts: { succeeded: 20 },
      bytes_done: 20 * 2 ** 29,
      bytes_total: 20 * 2 ** 29,
    })
    const state = await world.store.read()
    const own = new Set(state.vms.flatMap(({ moref, name }) => (vms.some((vm) => vm.name === name) ? [moref] : [])))
    const tasks = Object.values(state.tasks).filter(({ on }) => on !== undefined && own.has(on))
    expect(tasks).toHaveLength(20)
    const together = tasks.map(
      ({ startedAt }) =>
        tasks.filter((other) => other.startedAt <= startedAt && startedAt < other.startedAt + other.durationMs).length,
    )
    expect(Math.max(...together)).toBe(3)
  }, 90_000)

  test('stopped after the current one: what has begun ends well, the others stay', async () => {
    const vms = take(3)
    const { body } = await moveMany(vms, { at_a_time: 1 })
    const [first, ...others] = body['job_ids'] as unknown as string[]
    await world.ended(first, ({ result }) => Boolean(result?.['task']))
    expect(await world.post(`/batches/${body['batch_id']}/stop`)).toMatchObject({ status: 200 })
    expect(await world.ended(first)).toMatchObject({ status: 'succeeded' })
    for (const id of others) expect(await world.ended(id)).toMatchObject({ status: 'cancelled' })
    const after = await Promise.all(vms.map(({ id }) => world.vmOf(id)))
    expect(after.map((vm) => vm.in_protection_datastore)).toEqual([true, false, false])
  })
})

describe('drift', () => {
  const openAlerts = async (inMinutes = 0) => {
    await judgeAlerts(database, new Date(Date.now() + inMinutes * 60_000), new Map())
    const { items } = await world.get('/alerts?limit=100')
    return (items as { kind: string; subject: string; resolved_at: string | null }[]).filter(
      ({ kind, resolved_at: over }) => kind === 'vm_moved_away' && over === null,
    )
  }

  test('one that was there and is not is marked at the next sync, raises an alert, and is cleared when it is back', async () => {
    const there = world.vms.at(-1) as ProtectedVm
    await world.meddle(there.name, (vm) => place(vm, ON))
    await world.sync()
    expect(await world.vmOf(there.id)).toMatchObject({ in_protection_datastore: true, attention: [] })
    await world.meddle(there.name, (vm) => place(vm, FROM))
    await world.sync()
    const moved = await world.vmOf(there.id)
    expect(moved).toMatchObject({ in_protection_datastore: false, attention: [{ code: 'moved_away' }] })
    expect(moved.attention[0]?.message).toBe(`Somebody moved it from ${ON} to ${FROM}`)
    expect(await openAlerts()).toMatchObject([{ subject: there.name }])
    await world.sync()
    expect((await world.vmOf(there.id)).attention[0]?.since).toBe(moved.attention[0]?.since)

    const { body } = await moveOne(there.id)
    expect(await world.ended(body['job_id'])).toMatchObject({ status: 'succeeded' })
    expect(await world.vmOf(there.id)).toMatchObject({ in_protection_datastore: true, attention: [] })
    // What comes and goes within minutes is one alert.
    expect(await openAlerts(10)).toEqual([])
  })

  test('nobody has moved anything when the group is given another datastore', async () => {
    const there = world.vms.at(-1) as ProtectedVm
    const change = (name: string) =>
      call('PATCH', `/protection-groups/${world.group.id}`, {
        token: world.token,
        body: { protection_datastore: name },
      })
    expect((await change('nfs-protected-01')).status).toBe(200)
    expect(await world.vmOf(there.id)).toMatchObject({ in_protection_datastore: false, attention: [] })
    await world.sync()
    expect(await world.vmOf(there.id)).toMatchObject({ attention: [] })
    await change(ON)
    expect(await world.vmOf(there.id)).toMatchObject({ in_protection_datastore: true })
  })
})
