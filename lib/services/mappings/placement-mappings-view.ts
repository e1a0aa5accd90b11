import { z } from 'zod'
import { listVmsOfGroup } from '../../db/protected-vms.ts'
import { getPlacementMapping } from '../../db/placement-mappings.ts'
import { listReplicatedExports } from '../../db/replicated-exports.ts'
import { listAllObjects } from '../../db/vcenter-objects.ts'
import type { Direction } from '../../domain/group-enums.ts'
import type { VmRecord } from '../../domain/inventory.ts'
import { sidesOf, withGroupDatastore } from '../../domain/mapping-sides.ts'
import { isReplicated, suggestPlaceholder } from '../../domain/placeholder-datastore.ts'
import { findClustersOfTheirOwn, planPlacement, suggestCluster, suggestPool } from '../../domain/placement-plan.ts'
import { ShellPlacement } from '../../domain/shell-placement.ts'
import { VcenterTree } from '../../domain/vcenter-tree.ts'
import type { ServiceContext } from '../context.ts'
import { DirectionField, namedSides, Side } from './mapping-sides.ts'

export const NoticeView = z.object({ code: z.string(), message: z.string(), hint: z.string() })
const Option = z.object({ moref: z.string(), name: z.string(), of: z.string().nullable() })

export const PlacementMappingView = z.object({
  direction: DirectionField,
  sourceVcenter: Side,
  targetVcenter: Side,
  placement: ShellPlacement.nullable().meta({
    description: 'null until it was chosen; what is absent is decided per VM',
  }),
  suggestion: ShellPlacement.meta({ description: 'By equal name' }),
  problems: z.array(NoticeView).meta({ description: 'What is missing or does not fit together' }),
  options: z.object({
    clusters: z.array(Option),
    hosts: z.array(Option).meta({ description: '`of` is the cluster' }),
    resourcePools: z.array(Option).meta({ description: '`of` is the cluster' }),
    folders: z.array(Option),
    datastores: z.array(z.string()).meta({ description: 'Those that are not replicated' }),
  }),
})
export type PlacementMappingView = z.infer<typeof PlacementMappingView>

type Group = {
  readonly id: string
  readonly sourceVcenterId: string
  readonly drVcenterId: string
  readonly placeholderDatastore: string | null
}

export const placementKinds = ['datacenter', 'folder', 'cluster', 'host', 'resource_pool', 'datastore'] as const

export async function placementMappingView(
  ctx: ServiceContext,
  group: Group,
  direction: Direction,
): Promise<PlacementMappingView> {
  const { to } = sidesOf(group, direction)
  const [sides, placement, objects, replicated, vms] = await Promise.all([
    namedSides(ctx, group, direction),
    getPlacementMapping(ctx.db, group.id, direction),
    listAllObjects(ctx.db, to, placementKinds),
    listReplicatedExports(ctx.db, to),
    listVmsOfGroup(ctx.db, group.id),
  ])
  const tree = new VcenterTree(objects)
  const source = typical(vms)
  const cluster = (findClustersOfTheirOwn(vms, tree) ? null : suggestCluster(source, tree)) ?? undefined
  const pool = cluster && suggestPool(source, cluster, tree)
  const placeholder = (direction === 'forward' && group.placeholderDatastore) || suggestPlaceholder(tree, replicated)
  const effective = withGroupDatastore(group, direction, placement)
  return {
    direction,
    ...sides,
    placement,
    suggestion: {
      ...(cluster && { clusterMoref: cluster.moref }),
      ...(pool && { resourcePoolMoref: pool.moref }),
      ...(placeholder && { placeholderDatastore: placeholder }),
    },
    problems: planPlacement({ vm: null, group: effective }, source, tree, replicated).blockers,
    options: {
      clusters: tree.all('cluster').map(({ moref, name }) => ({ moref, name, of: null })),
      hosts: tree.all('host').map(({ moref, name, clusterMoref }) => ({ moref, name, of: clusterMoref })),
      resourcePools: tree.all('resource_pool').map(({ moref, name, ownerMoref }) => ({ moref, name, of: ownerMoref })),
      folders: tree.vmFolders().map(({ folder, path }) => option(folder, path)),
      datastores: tree
        .all('datastore')
        .filter((datastore) => !isReplicated(datastore, replicated))
        .map(({ name }) => name),
    },
  }
}

function option({ moref, name }: { readonly moref: string; readonly name: string }, path: string) {
  return { moref, name: path === '' ? name : path, of: null }
}

/** What most of the group's VMs have; on a tie, the first by name. */
function typical(vms: readonly VmSource[]): VmSource {
  const most = <Field extends keyof VmSource>(field: Field): VmSource[Field] => {
    const counts = new Map<VmSource[Field], number>()
    for (const vm of vms) if (vm[field] !== null) counts.set(vm[field], (counts.get(vm[field]) ?? 0) + 1)
    return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null
  }
  return { cluster: most('cluster'), folder: null, resourcePool: most('resourcePool') }
}

type VmSource = Pick<VmRecord, 'cluster' | 'folder' | 'resourcePool'>
