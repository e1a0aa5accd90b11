import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VmRecord } from '../../../lib/domain/inventory.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { readWithNodeVsphereSoap, readWithPyvmomi, type PeerVm } from './inventory-peers.ts'
import { labVsphereDriver } from './vsphere-rig.ts'

const VMS = 200

describe(`the inventory of a vCenter with ${VMS} VMs`, () => {
  const { info, control } = labVcenter('a')
  const driver = labVsphereDriver(info)
  let ours: VmRecord[]
  beforeAll(async () => {
    const { signal } = new AbortController()
    ours = (await Array.fromAsync(driver.virtualMachines({ signal }))).flat()
    if (ours.length < VMS) await control.addVms(VMS - ours.length)
    ours = (await Array.fromAsync(driver.virtualMachines({ signal, pageSize: 70 }))).flat()
  })
  afterAll(() => driver.close())

  test('is varied enough to prove something', () => {
    expect(ours.length).toBeGreaterThanOrEqual(VMS)
    const different = (column: (vm: VmRecord) => unknown) => new Set(ours.map(column)).size
    expect(different(({ folder }) => folder)).toBeGreaterThan(4)
    expect(different(({ powerState }) => powerState)).toBeGreaterThan(1)
    expect(different(({ disks }) => disks.length)).toBeGreaterThan(2)
    expect(different(({ nics }) => nics.length)).toBeGreaterThan(1)
    expect(different(({ toolsStatus }) => toolsStatus)).toBeGreaterThan(1)
    expect(different(({ snapshotCount }) => snapshotCount)).toBeGreaterThan(1)
    expect(ours.some(({ isTemplate }) => isTemplate)).toBe(true)
    expect(ours.some(({ ipAddresses }) => ipAddresses.some((address) => address.includes(':')))).toBe(true)
    expect(ours.some(({ folder }) => folder?.includes('ERP / CRM'))).toBe(true)
  })

  test('has in every column what pyvmomi reads', async () => {
    const theirs = await readWithPyvmomi(info)
    expect(byMoref(ours.map(comparable))).toEqual(byMoref(theirs))
  })

  test('has what node-vsphere-soap reads', async () => {
    const theirs = await readWithNodeVsphereSoap(info)
    expect(theirs).toHaveLength(ours.length)
    expect(byMoref(ours)).toMatchObject(byMoref(theirs))
  })
})

/** Peers know no order of addresses. */
function comparable(vm: VmRecord): PeerVm {
  return { ...vm, ipAddresses: vm.ipAddresses.toSorted() }
}

function byMoref<Vm extends { readonly moref: string }>(vms: readonly Vm[]): Record<string, Vm> {
  return Object.fromEntries(vms.map((vm) => [vm.moref, vm]))
}
