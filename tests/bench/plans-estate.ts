import type { SimulatedVcenter } from '../../lib/drivers/vsphere/simulated-vcenter.ts'

const GIB = 2 ** 30
const SITE_VMS = 700

/** Two groups of one vCenter: so many VMs each, all to be moved and all without a shell. Needs bench-database.ts. */
export async function plansEstate(sizes: readonly [number, number]) {
  const { db } = await import('../../lib/db/client.ts')
  const { serviceContext } = await import('../../lib/services/context.ts')
  const { listVms } = await import('../../lib/db/vms.ts')
  const { createGroup } = await import('../../lib/services/protection-groups/create-group.ts')
  const { protectVm } = await import('../../lib/services/protected-vms/protect-vm.ts')
  const { createTarget } = await import('../../lib/services/targets/create-target.ts')
  const { createVcenter } = await import('../../lib/services/vcenters/create-vcenter.ts')
  const { simulatedVcenterStore } = await import('../../lib/workflows/simulated-sites.ts')
  const { getNetworkMappings, putNetworkMappings } = await import('../../lib/services/mappings/network-mappings.ts')
  const ctx = () => serviceContext({ kind: 'system', id: 'bench', name: 'bench', role: 'admin' }, null)
  const simulated = { driver: 'simulated', username: 'bench' } as const

  const vcenter = async (host: string, prepare: (state: SimulatedVcenter) => void) => {
    const { id } = await createVcenter(ctx(), { ...simulated, name: host, host, password: 'bench' })
    await simulatedVcenterStore(db, host).update(prepare)
    await readInventory(id)
    return id
  }
  const from = await vcenter(`vms-${SITE_VMS}.plans`, layElsewhere)
  const to = await vcenter('vms-1.plans', (state) => void (state.vms = []))
  const groups: { readonly id: string; readonly vms: number }[] = []
  const { items } = await listVms(db, { vcenterId: from, limit: 500 })
  const more = await listVms(db, { vcenterId: from, limit: 500, sort: '-name' })
  const free = [...new Map([...items, ...more.items].map((vm) => [vm.id, vm])).values()].filter((vm) => !vm.isTemplate)
  for (const [at, size] of sizes.entries()) {
    const target = async (side: string) =>
      (await createTarget(ctx(), { ...simulated, name: `${side} ${at}`, host: `${side}-${at}.plans`, pool: 'tank' })).id
    const { id } = await createGroup(ctx(), {
      name: `${size} VMs`,
      sourceVcenterId: from,
      drVcenterId: to,
      sourceTargetId: await target('from'),
      drTargetId: await target('to'),
      protectionDatastore: `nfs-protected-0${at + 1}`,
      sourceDataset: `tank/zerfaux/protected-0${at + 1}`,
      drDataset: `tank/zerfaux/plans-${at}`,
      rpoMinutes: 60,
      placeholderDatastore: 'placeholder-01',
    })
    for (const vm of free.splice(0, size)) await protectVm(ctx(), { id, vmId: vm.id })
    const [networks] = (await getNetworkMappings(ctx(), { id })).items
    await putNetworkMappings(ctx(), { id, direction: 'forward', items: networks?.suggestions ?? [] })
    groups.push({ id, vms: size })
  }
  return { db, ctx, groups }

  async function readInventory(id: string) {
    const inventory = await import('../../lib/db/inventory-store.ts')
    const { dbInventory } = await import('../../lib/workflows/registry.ts')
    const { syncVms } = await import('../../lib/workflows/sync-inventory.ts')
    const [driver, { signal }] = [await ctx().sites.vcenter(id), new AbortController()]
    await inventory.replaceObjects(db, id, await driver.objects({ signal }))
    await syncVms(id, driver, dbInventory(db), signal)
  }
}

/** Small ones, so that all of them fit on the datastore together. */
function layElsewhere(state: SimulatedVcenter): void {
  for (const vm of state.vms) {
    vm.snapshotCount = 0
    vm.storageBytes = GIB / 4
    vm.datastores = ['vmfs-ssd-01']
    vm.vmxPath = `[vmfs-ssd-01] ${vm.name}/${vm.name}.vmx`
    for (const disk of vm.disks) Object.assign(disk, { datastore: 'vmfs-ssd-01', capacityBytes: GIB / 2 })
  }
}
