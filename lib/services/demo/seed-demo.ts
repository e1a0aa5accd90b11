import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { directions } from '../../domain/group-enums.ts'
import * as inventory from '../../db/inventory-store.ts'
import { listVms } from '../../db/vms.ts'
import { vcenterConnections } from '../../../drizzle/schema/vcenter-connections.ts'
import { simulatedVcenterStore } from '../../workflows/simulated-sites.ts'
import { dbInventory } from '../../workflows/registry.ts'
import { compareShells } from '../../workflows/shell/compare-shells.ts'
import { syncVms } from '../../workflows/sync-inventory.ts'
import { serviceContext, type ServiceContext } from '../context.ts'
import { getNetworkMappings, putNetworkMappings } from '../mappings/network-mappings.ts'
import { getPlacementMappings, savePlacementMapping } from '../mappings/placement-mappings.ts'
import { protectVm } from '../protected-vms/protect-vm.ts'
import { createGroup } from '../protection-groups/create-group.ts'
import { checkTarget } from '../targets/check-target.ts'
import { createTarget } from '../targets/create-target.ts'
import { createVcenter } from '../vcenters/create-vcenter.ts'
import { layObstacles, meddleWithShells, moveAway, vmsToMove } from './demo-obstacles.ts'
import { seedCapacity } from './seed-capacity.ts'
import { seedHistory } from './seed-history.ts'
import { seedRpoHistory } from './seed-rpo-history.ts'
import { seedShells } from './seed-shells.ts'

const sites = [
  { city: 'West', place: 'west' },
  { city: 'East', place: 'east' },
] as const

const groups = [
  {
    name: 'Web and application servers',
    datastore: 'nfs-protected-01',
    rpoMinutes: 60,
    consistency: 'crash',
    toMove: true,
  },
  { name: 'Databases', datastore: 'nfs-protected-02', rpoMinutes: 15, consistency: 'application', toMove: false },
] as const

/**
 * Two simulated sites with 40 VMs, two protection groups and a day of history, through the same verbs
 * that people use. Some VMs are still to be moved to the first group's datastore, and one was moved away
 * from it; its mappings are made, and two shells, one of which is gone by now and one changed. The second
 * group has neither. Only for a database that is new.
 */
export async function seedDemo(db: Db): Promise<void> {
  const ctx = serviceContext({ kind: 'system', id: 'demo', name: 'demo', role: 'admin' }, null)
  const [west, east] = await Promise.all(sites.map((site) => addSite(ctx, site)))
  if (!west || !east) throw new Error('The demo needs two sites')
  for (const { name, datastore, rpoMinutes, consistency, toMove } of groups) {
    const group = await createGroup(ctx, {
      name,
      sourceVcenterId: west.vcenterId,
      drVcenterId: east.vcenterId,
      sourceTargetId: west.targetId,
      drTargetId: east.targetId,
      protectionDatastore: datastore,
      rpoMinutes,
      consistency,
    })
    const { items } = await listVms(db, { vcenterId: west.vcenterId, limit: 500 })
    const isOfGroup = ({ name: vmName, datastores, isTemplate }: (typeof items)[number]) =>
      !isTemplate && (datastores.includes(datastore) || (toMove && vmsToMove.some((one) => one === vmName)))
    for (const vm of items.filter(isOfGroup)) await protectVm(ctx, { id: group.id, vmId: vm.id })
    if (toMove) {
      await mapAsSuggested(ctx, group.id)
      await seedShells(ctx, group.id)
    }
    await seedHistory(ctx, group.id)
    await seedRpoHistory(ctx, group.id)
  }
  await drift(ctx, west.vcenterId, east.vcenterId)
  for (const { targetId } of [west, east]) {
    await checkTarget(ctx, { id: targetId })
    await seedCapacity(ctx, targetId)
  }
}

/** Shells of this group can be made at once; what there is to map is seen in the other. */
async function mapAsSuggested(ctx: ServiceContext, id: string): Promise<void> {
  for (const direction of directions) {
    const [networks, placements] = await Promise.all([
      getNetworkMappings(ctx, { id }),
      getPlacementMappings(ctx, { id }),
    ])
    const items = networks.items.find((one) => one.direction === direction)?.suggestions ?? []
    const placement = placements.items.find((one) => one.direction === direction)?.suggestion ?? {}
    await putNetworkMappings(ctx, { id, direction, items })
    await savePlacementMapping(ctx, { id, direction, placement })
  }
}

async function addSite(
  ctx: ServiceContext,
  { city, place }: (typeof sites)[number],
): Promise<{ vcenterId: string; targetId: string }> {
  const { id: vcenterId } = await createVcenter(ctx, {
    name: `${city} vCenter`,
    driver: 'simulated',
    host: `vcenter.${place}.demo`,
    username: 'administrator@vsphere.local',
    password: 'simulated',
  })
  const { id: targetId } = await createTarget(ctx, {
    name: `${city} NAS`,
    driver: 'simulated',
    host: `nas.${place}.demo`,
    username: 'zerfaux',
    pool: 'tank',
    datasetPrefix: 'zerfaux',
    nfsAddress: place === 'west' ? '192.0.2.10' : '198.51.100.10',
  })
  if (place === 'west') await simulatedVcenterStore(ctx.db, 'vcenter.west.demo').update(layObstacles)
  await readInventory(ctx, vcenterId)
  return { vcenterId, targetId }
}

/** Somebody moved a VM away, deleted a shell and changed another; the syncs that follow find it. */
async function drift(ctx: ServiceContext, west: string, east: string): Promise<void> {
  await simulatedVcenterStore(ctx.db, 'vcenter.west.demo').update(moveAway)
  await readInventory(ctx, west)
  await simulatedVcenterStore(ctx.db, 'vcenter.east.demo').update(meddleWithShells)
  await readInventory(ctx, east)
  const vcenter = await ctx.sites.vcenter(east)
  const { signal } = new AbortController()
  await compareShells(east, { db: ctx.db, vcenter, signal, now: () => ctx.now })
}

async function readInventory(ctx: ServiceContext, vcenterId: string): Promise<void> {
  const vcenter = await ctx.sites.vcenter(vcenterId)
  const { signal } = new AbortController()
  await inventory.recordAbout(ctx.db, vcenterId, await vcenter.about())
  await inventory.replaceObjects(ctx.db, vcenterId, await vcenter.objects({ signal }))
  await syncVms(vcenterId, vcenter, dbInventory(ctx.db), signal)
  await inventory.settleInventory(ctx.db, vcenterId)
  await ctx.db.update(vcenterConnections).set({ lastSyncAt: ctx.now }).where(eq(vcenterConnections.id, vcenterId))
}
