import { beforeAll, expect, test } from 'vitest'
import { settle } from '../../lib/drivers/vsphere/simulated/simulated-effect.ts'
import { spoilNext } from '../../lib/drivers/vsphere/simulated/simulated-trouble.ts'
import { call } from './call.ts'
import { makeShellsWorld, type ProtectedVm } from './shells-world.ts'
import { waitForJob, withWorker } from './worker.ts'

withWorker()

type Item = { id: string; kind: string; object: string; vm_moref: string | null; in_the_way: string | null }

let world: Awaited<ReturnType<typeof makeShellsWorld>>
let vms: ProtectedVm[] = []

const listed = async (): Promise<Item[]> => {
  const { status, body } = await call('GET', '/leftovers', { token: world.token })
  expect(status).toBe(200)
  expect((body['sites'] ?? []).filter(({ error }: { error: unknown }) => error !== null)).toEqual([])
  return body.items
}
const shells = async () => (await listed()).filter(({ kind }) => kind === 'dr_shell')
const release = (ids: readonly string[]) => world.post('/leftovers/release', { ids })
const leave = (id: string) => call('DELETE', `/protected-vms/${id}`, { token: world.token })
const isThere = async (moref: string | null) => {
  const state = await world.dr().read()
  settle(state, Date.now())
  return state.vms.some((vm) => vm.moref === moref)
}

/** A VM with a shell of its own, as of now. */
async function withShell(at: number) {
  const vm = vms[at]
  if (!vm) throw new Error(`There is no VM ${at}`)
  expect(await world.makeShell(vm.id)).toMatchObject({ status: 'succeeded' })
  return world.vmOf(vm.id)
}

beforeAll(async () => {
  world = await makeShellsWorld('stray', 5)
  ;({ vms } = world)
}, 60_000)

test('row 27: the shell of a VM that has left its group is listed, released on request, and nothing else with it', async () => {
  const [stays, leaves] = [await withShell(0), await withShell(1)]
  expect(await listed()).toEqual([])
  expect((await leave(leaves.id)).status).toBe(204)
  const [item, ...rest] = await listed()
  expect(rest).toEqual([])
  expect(item).toMatchObject({
    kind: 'dr_shell',
    site_kind: 'vcenter',
    site_name: 'stray target vCenter',
    object: leaves.name,
    tag: null,
    vm_moref: leaves.dr_shell_moref,
    dataset: null,
    bytes: null,
    because: 'The VM that it was made for has left stray.',
    consequence: expect.stringMatching(/^Removes the VM/),
    in_the_way: null,
  })
  const { body } = await release([item?.id ?? ''])
  const label = `stray target vCenter: ${leaves.name} (${leaves.dr_shell_moref})`
  expect(await waitForJob(body['job_id'] ?? '', world.token)).toMatchObject({
    status: 'succeeded',
    result: { released: [label] },
  })
  expect(await listed()).toEqual([])
  expect(await isThere(leaves.dr_shell_moref)).toBe(false)
  expect(await isThere(stays.dr_shell_moref)).toBe(true)
  expect(await release([item?.id ?? ''])).toMatchObject({ status: 409, body: { code: 'conflict' } })
})

test('one that was started is listed with what to do first, and cannot be chosen', async () => {
  const leaves = await withShell(2)
  await leave(leaves.id)
  await world.meddle(leaves.dr_shell_moref, (vm) => (vm.powerState = 'powered_on'))
  const [item] = await shells()
  expect(item).toMatchObject({
    vm_moref: leaves.dr_shell_moref,
    in_the_way: 'it is not powered off',
    consequence: expect.stringMatching(/^Nothing, as it is now/),
  })
  expect(await release([item?.id ?? ''])).toMatchObject({
    status: 409,
    body: { code: 'precondition_failed', detail: expect.stringMatching(/not powered off/) },
  })
  await world.meddle(leaves.dr_shell_moref, (vm) => (vm.powerState = 'powered_off'))
  const { body } = await release([item?.id ?? ''])
  expect(await waitForJob(body['job_id'] ?? '', world.token)).toMatchObject({ status: 'succeeded' })
  expect(await isThere(leaves.dr_shell_moref)).toBe(false)
})

test('one that was given a disk after it was chosen is left alone, and the job says so', async () => {
  const leaves = await withShell(3)
  await leave(leaves.id)
  const [item] = await shells()
  await world.dr().update((state) => spoilNext(state, { call: 'destroyShell', fault: 'NoPermission', at: 'task' }))
  const jobId = (await release([item?.id ?? ''])).body['job_id'] ?? ''
  const waiting = await waitForJob(jobId, world.token, ({ status }) => status === 'needs_operator')
  expect(waiting).toMatchObject({ error: { code: 'permission_missing', hint: expect.stringMatching(/Delete/) } })
  await world.meddle(leaves.dr_shell_moref, (vm) =>
    vm.disks.push({
      key: 2000,
      datastore: 'placeholder-01',
      path: 'attached/attached.vmdk',
      capacityBytes: 1024,
      mode: 'persistent',
      controllerType: null,
      controllerBus: null,
      unit: 0,
      backing: 'flat',
      shared: false,
      hasParent: false,
    }),
  )
  await world.post(`/jobs/${jobId}/retry`)
  expect(await waitForJob(jobId, world.token)).toMatchObject({
    status: 'succeeded',
    result: { kept: [expect.stringContaining(leaves.dr_shell_moref ?? '')] },
  })
  expect(await isThere(leaves.dr_shell_moref)).toBe(true)
  expect(await shells()).toMatchObject([{ in_the_way: 'it has a disk' }])
})

test('a second one with the marks of a protected VM is the sync’s to tell of, and is not listed', async () => {
  const { dr_shell_moref: moref, id } = await withShell(4)
  const before = await shells()
  await world.meddle(moref, (vm, state) => {
    state.vms.push({
      ...structuredClone(vm),
      moref: 'vm-990100' as typeof vm.moref,
      name: 'copy',
      instanceUuid: 'copy',
    })
    state.marks = { ...state.marks, 'vm-990100': structuredClone(state.marks?.[vm.moref] ?? {}) }
  })
  expect(await shells()).toEqual(before)
  await leave(id)
  const morefs = (await shells()).map((item) => item.vm_moref)
  expect(morefs).toEqual(expect.arrayContaining([moref, 'vm-990100']))
  expect(morefs).toHaveLength(before.length + 2)
})

test('the shells of a deleted group are all found; its alert counts them', async () => {
  expect((await call('DELETE', `/protection-groups/${world.group.id}`, { token: world.token })).status).toBe(204)
  const found = await shells()
  expect(found).toHaveLength(4)
  for (const item of found) {
    expect(item).toMatchObject({ because: 'The protection group that it was made for is not on record.' })
  }
  const free = found.filter((item) => item.in_the_way === null)
  expect(free).toHaveLength(3)
  const { body } = await release(free.map(({ id }) => id))
  expect(await waitForJob(body['job_id'] ?? '', world.token)).toMatchObject({ status: 'succeeded' })
  expect(await shells()).toMatchObject([{ in_the_way: 'it has a disk' }])
  const alerts = await call('GET', '/alerts', { token: world.token })
  expect(alerts.body.items).toContainEqual(
    expect.objectContaining({ kind: 'leftovers_found', severity: 'warning', subject: 'stray target vCenter' }),
  )
})
