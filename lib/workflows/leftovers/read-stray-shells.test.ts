import { expect, test, vi } from 'vitest'
import { MoRef } from '../../domain/inventory.ts'
import { marksOfShell } from '../../domain/shell-spec.ts'
import { MemoryStore } from '../../drivers/simulated-store.ts'
import { simulatedVcenter } from '../../drivers/vsphere/simulated-vcenter.ts'
import { SimulatedVsphereDriver } from '../../drivers/vsphere/simulated-vsphere-driver.ts'
import { readStrayShells } from './read-stray-shells.ts'

const [HERE, ELSEWHERE] = ['here', 'elsewhere']

test('a vCenter is asked once for all, and what is on record is not read one by one', async () => {
  const store = new MemoryStore(simulatedVcenter({ name: 'dr', vms: 40 }))
  const morefs = (await store.read()).vms.slice(0, 30).map(({ moref }) => moref)
  await store.update((state) => {
    state.marks = Object.fromEntries(
      morefs.map((moref) => [moref, { extraConfig: marksOfShell(`of ${moref}`, 'group', 'job') }]),
    )
  })
  const driver = new SimulatedVsphereDriver(store, { host: 'dr', username: 'u', password: 'p' })
  const [asked, read] = [vi.spyOn(driver, 'findByExtraConfig'), vi.spyOn(driver, 'vmHardware')]
  const [stray, namesake, ...onRecord] = morefs
  const protectedVms = [
    ...onRecord.map((shellMoref) => ({ id: `of ${shellMoref}`, vcenterId: HERE, shellMoref })),
    { id: 'x', vcenterId: ELSEWHERE, shellMoref: namesake ?? null },
    { id: 'y', vcenterId: HERE, shellMoref: null },
  ]
  const found = await readStrayShells(driver, HERE, protectedVms, new AbortController().signal)
  expect(found.map(({ moref }) => MoRef.parse(moref)).toSorted()).toEqual([stray, namesake].toSorted())
  expect(asked).toHaveBeenCalledOnce()
  expect(read).toHaveBeenCalledTimes(2)
})
