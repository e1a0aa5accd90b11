import type { Db } from '../../db/client.ts'
import { listNetworkMappings } from '../../db/network-mappings.ts'
import { getPlacementMapping } from '../../db/placement-mappings.ts'
import type { ProtectedVmListRow } from '../../db/protected-vms.ts'
import type { GroupRow } from '../../db/protection-groups.ts'
import { listReplicatedExports } from '../../db/replicated-exports.ts'
import { listDrVms, listVmsForShells } from '../../db/shells.ts'
import { listAllObjects } from '../../db/vcenter-objects.ts'
import { DrInventory } from '../../domain/dr-inventory.ts'
import { sidesOf, withGroupDatastore } from '../../domain/mapping-sides.ts'
import type { ShellFacts } from '../../domain/shell-plan.ts'
import type { ShellPlacement } from '../../domain/shell-placement.ts'
import type { ShellSource } from '../../domain/shell-spec.ts'
import { VcenterTree } from '../../domain/vcenter-tree.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'

/** What plans of a group's shells are made from: a few queries, however many VMs. */
export type GroupShellFacts = {
  readonly vms: readonly ProtectedVmListRow[]
  readonly from: string
  readonly to: string
  readonly tree: VcenterTree
  readonly inventory: DrInventory
  readonly common: Pick<ShellFacts, 'mappings' | 'replicated'> & { readonly group: ShellPlacement }
}

/** @param ids of protected VMs; null: all of the group */
export async function groupShellFacts(
  db: Db,
  group: GroupRow,
  ids: readonly string[] | null,
): Promise<GroupShellFacts> {
  const { from, to } = sidesOf(group, group.direction)
  const [vms, mappings, placement, objects, replicated, drVms] = await Promise.all([
    listVmsForShells(db, group.id, ids),
    listNetworkMappings(db, group.id, group.direction),
    getPlacementMapping(db, group.id, group.direction),
    listAllObjects(db, to, ['datacenter', 'folder', 'cluster', 'host', 'resource_pool', 'datastore', 'network']),
    listReplicatedExports(db, to),
    listDrVms(db, to),
  ])
  return {
    vms,
    from,
    to,
    tree: new VcenterTree(objects),
    inventory: new DrInventory(drVms),
    common: { mappings, replicated, group: withGroupDatastore(group, group.direction, placement) },
  }
}

export type ShellChoice = {
  readonly shellName?: string | undefined
  readonly placement?: ShellPlacement | undefined
}

/** One VM's facts, with what was read of the DR vCenter's VMs at this moment. */
export function shellFactsOf(
  { tree, inventory, common, from, to }: GroupShellFacts,
  row: ProtectedVmListRow,
  read: readonly VmHardware[],
  { choice = {}, source = sourceOf(row) }: { readonly choice?: ShellChoice; readonly source?: ShellSource } = {},
): ShellFacts {
  const { group, ...mappings } = common
  return {
    ...mappings,
    tree,
    protectedVmId: row.id,
    source,
    shellName: choice.shellName ?? row.drShellName,
    wish: { vm: choice.placement ?? row.shellPlacement, group },
    candidates: ({ name, folder }) => ({
      read,
      namesakes: folder === null ? [] : inventory.named(folder, name),
      twins: inventory.twinsOf(source, from === to ? row.vm.moref : null),
    }),
  }
}

export function sourceOf({ vm }: Pick<ProtectedVmListRow, 'vm'>): ShellSource {
  return { ...vm, gone: vm.goneAt !== null }
}
