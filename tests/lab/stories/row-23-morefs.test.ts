import { afterAll, beforeAll, expect, test } from 'vitest'
import { withWorker } from '../../api/worker.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { allOn } from './movable.ts'
import { makeMoveRig, type MoveRig } from './move-rig.ts'
import { removeShells } from './shell-rig.ts'
import { labVsphereDriver } from './vsphere-rig.ts'

withWorker()

let rig: MoveRig
const driver = labVsphereDriver(labVcenter('b').info)
const vm = (at: number) => rig.vms[at] ?? (undefined as never)
const shellOf = async (at: number) => (await rig.vm(vm(at).id)).dr_shell_moref
const morefs = async () => {
  const listed = new Map((await rig.listed('a')).map(({ id, moref }) => [id, moref]))
  return rig.vms.map((one) => listed.get(one.vm_id))
}
/** The first is on the datastore, the others are not; all have shells. */
const asItWas = async () => {
  for (const [at, one] of rig.vms.entries())
    expect(await rig.vm(one.id)).toMatchObject({
      vm_id: one.vm_id,
      name: one.name,
      in_protection_datastore: at === 0,
      dr_shell_status: 'created',
      attention: [],
    })
}

beforeAll(async () => {
  rig = await makeMoveRig('morefs', 3)
  // Shells of the cluster that neither restarts nor balances by itself: a registration anew makes it forget nothing.
  await rig.map('placeholder-b', 'cluster-b2')
  expect(await rig.settled(await rig.begin(vm(0).id))).toMatchObject({ status: 'succeeded' })
  const { job_ids: jobs } = await rig.post(`/protection-groups/${rig.groupId}/create-dr-shells`, {
    protected_vm_ids: rig.vms.map(({ id }) => id),
  })
  for (const job of jobs ?? []) expect(await rig.settled(job)).toMatchObject({ status: 'succeeded' })
  await rig.sync('a')
  await asItWas()
})
afterAll(async () => {
  await removeShells(
    driver,
    rig.vms.map(({ id }) => id),
  )
  await Promise.all([driver.close(), rig.driver.close()])
})

test('row 23: registered anew at the source, it is the same VM with its protection, its shell and its place', async () => {
  const [before, ...others] = await morefs()
  const moref = await rig.source.reregister(String(before))
  expect(moref).not.toBe(before)
  expect((await rig.sync('a')).result).toMatchObject({ vms_relinked: 1, vms_added: 0, vms_gone: 0 })
  expect(await morefs()).toEqual([moref, ...others])
  await asItWas()
})

test('row 23: of two protected VMs, each has the other’s MoRef: what is known follows the VM', async () => {
  const [first, second, third] = await morefs()
  await rig.source.swapMorefs(String(first), String(second))
  expect((await rig.sync('a')).result).toMatchObject({ vms_relinked: 2, vms_added: 0, vms_gone: 0 })
  expect(await morefs()).toEqual([second, first, third])
  await asItWas()
})

test('row 23: a MoRef that a VM which is not protected had before', async () => {
  const [first, ...others] = await morefs()
  const protectedOnes = new Set(rig.vms.map(({ vm_id: id }) => id))
  const stranger = (await rig.listed('a')).find((one) => !protectedOnes.has(one.id) && !one.is_template)
  await rig.source.swapMorefs(String(first), String(stranger?.moref))
  expect((await rig.sync('a')).result).toMatchObject({ vms_relinked: 2, vms_added: 0, vms_gone: 0 })
  expect(await morefs()).toEqual([stranger?.moref, ...others])
  await asItWas()
})

test('row 23: of two shells, each has the other’s MoRef', async () => {
  const [first, second] = [await shellOf(0), await shellOf(1)]
  await rig.dr.swapMorefs(String(first), String(second))
  expect((await rig.sync('b')).result).toMatchObject({ shells_relinked: 2, shells_missing: 0, shells_changed: 0 })
  expect([await shellOf(0), await shellOf(1)]).toEqual([second, first])
  await asItWas()
})

test('row 23: changed between a sync and the job, the VM is moved that was meant', async () => {
  const [first, second, third] = await morefs()
  await rig.source.swapMorefs(String(second), String(third))
  expect(await rig.settled(await rig.begin(vm(1).id))).toMatchObject({ status: 'succeeded' })
  await rig.sync('a')
  expect(await morefs()).toEqual([first, third, second])
  const placed = await Promise.all(rig.vms.map(async ({ id }) => (await rig.vm(id)).in_protection_datastore))
  expect(placed).toEqual([true, true, false])
  expect(await rig.filesAt(String(third))).toSatisfy(allOn)
  expect(await rig.filesAt(String(second))).not.toSatisfy(allOn)
})
