import type { MoRef, VmRecord } from './inventory.ts'
import { checkPlaceholder, findPlaceholder, type ReplicatedExport } from './placeholder-datastore.ts'
import { notice, type ShellNotice } from './shell-notice.ts'
import type { ShellPlacement } from './shell-placement.ts'
import type { ObjectOf, VcenterTree } from './vcenter-tree.ts'

/** Chosen for the VM, for its group, or by equal name. */
export const choiceOrigins = ['vm', 'group', 'suggested'] as const
export type ChoiceOrigin = (typeof choiceOrigins)[number]
export type Choice = { readonly moref: MoRef; readonly name: string; readonly from: ChoiceOrigin }

export type PlacementPlan = {
  readonly cluster: Choice | null
  /** Null: the vCenter chooses. */
  readonly host: Choice | null
  readonly resourcePool: Choice | null
  readonly folder: Choice | null
  readonly placeholderDatastore: Choice | null
}

export type PlacementWish = {
  readonly vm: ShellPlacement | null
  readonly group: ShellPlacement | null
}

type Source = Pick<VmRecord, 'cluster' | 'folder' | 'resourcePool'>

/** Where a shell is to lie: as chosen, else as names suggest; and what is missing or does not fit together. */
export function planPlacement(
  wish: PlacementWish,
  source: Source,
  tree: VcenterTree,
  replicated: readonly ReplicatedExport[],
): { readonly placement: PlacementPlan; readonly blockers: ShellNotice[] } {
  const blockers: ShellNotice[] = []
  const chosen = <Kind extends 'cluster' | 'host' | 'resource_pool' | 'folder'>(
    field: 'clusterMoref' | 'hostMoref' | 'resourcePoolMoref' | 'folderMoref',
    kind: Kind,
  ) => {
    const from: ChoiceOrigin = wish.vm?.[field] === undefined ? 'group' : 'vm'
    const moref = wish.vm?.[field] ?? wish.group?.[field]
    if (moref === undefined) return null
    const object = tree.find(kind, moref)
    if (!object) {
      const what = kind.replace('_', ' ')
      blockers.push(notice(`${kind}_gone`, `The chosen ${what} is not in the DR vCenter any more`, CHOOSE_ANEW))
    }
    return object && { object, from }
  }

  const cluster = chosen('clusterMoref', 'cluster') ?? suggested(suggestCluster(source, tree))
  const host = chosen('hostMoref', 'host')
  const pool = chosen('resourcePoolMoref', 'resource_pool') ?? suggested(suggestPool(source, cluster?.object, tree))
  const folder = chosen('folderMoref', 'folder') ?? suggested(suggestFolder(source, cluster?.object, tree))

  if (!pool) blockers.push(cluster ? noPool(cluster.object) : NO_CLUSTER)
  if (!folder) blockers.push(NO_FOLDER)
  if (cluster && host && host.object.clusterMoref !== cluster.object.moref) {
    blockers.push(
      notice('host_elsewhere', `Host ${host.object.name} is not in cluster ${cluster.object.name}`, CHOOSE_ANEW),
    )
  }
  if (cluster && pool && pool.object.ownerMoref !== cluster.object.moref) {
    blockers.push(
      notice(
        'pool_elsewhere',
        `Resource pool ${pool.object.name} is not of cluster ${cluster.object.name}`,
        CHOOSE_ANEW,
      ),
    )
  }
  const asked = wish.vm?.placeholderDatastore ?? wish.group?.placeholderDatastore
  const datastore = asked === undefined ? null : findPlaceholder(asked, cluster?.object, tree)
  blockers.push(
    ...checkPlaceholder(asked, datastore, { cluster: cluster?.object, host: host?.object, tree, replicated }),
  )
  const from: ChoiceOrigin = wish.vm?.placeholderDatastore === undefined ? 'group' : 'vm'
  return {
    placement: {
      cluster: choice(cluster),
      host: choice(host),
      resourcePool: choice(pool),
      folder: choice(folder),
      placeholderDatastore: choice(datastore && { object: datastore, from }),
    },
    blockers,
  }
}

const CHOOSE_ANEW = 'Sync the vCenter if it is new there, or choose another placement.'
const NO_CLUSTER = notice(
  'no_cluster',
  'No cluster is chosen, and none has the name of the VM’s own',
  'Choose a cluster of the recovery site, for this VM or for the group.',
)
const NO_FOLDER = notice('no_folder', 'The DR vCenter shows no folder for VMs', 'Sync the DR vCenter, then choose one.')

function noPool({ name }: ObjectOf<'cluster'>): ShellNotice {
  return notice('no_resource_pool', `Cluster ${name} shows no resource pool`, 'Sync the DR vCenter, then choose one.')
}

/** The one of the same name, else the only one there is. */
export function suggestCluster({ cluster }: Pick<Source, 'cluster'>, tree: VcenterTree): ObjectOf<'cluster'> | null {
  const clusters = tree.all('cluster')
  const named = clusters.filter(({ name }) => name === cluster)
  if (named.length === 1) return named[0] ?? null
  return clusters.length === 1 ? (clusters[0] ?? null) : null
}

/** VMs of several clusters that each find theirs by name: one chosen for all would take that from them. */
export function findClustersOfTheirOwn(sources: readonly Pick<Source, 'cluster'>[], tree: VcenterTree): boolean {
  const own = new Set(sources.map((source) => suggestCluster(source, tree)?.moref ?? null))
  return own.size > 1 && !own.has(null)
}

/** The cluster's pool of the same name, else the one that it has at its top. */
export function suggestPool(
  { resourcePool }: Pick<Source, 'resourcePool'>,
  cluster: ObjectOf<'cluster'> | undefined,
  tree: VcenterTree,
): ObjectOf<'resource_pool'> | null {
  if (!cluster) return null
  const pools = tree.all('resource_pool').filter(({ ownerMoref }) => ownerMoref === cluster.moref)
  const named = pools.filter(({ name }) => name === resourcePool)
  return (named.length === 1 ? named[0] : pools.find(({ parentMoref }) => parentMoref === cluster.moref)) ?? null
}

/** The folder of the same path, else the datacenter's own. */
export function suggestFolder(
  { folder }: Pick<Source, 'folder'>,
  cluster: ObjectOf<'cluster'> | undefined,
  tree: VcenterTree,
): ObjectOf<'folder'> | null {
  const datacenter = cluster ? tree.datacenterOf(cluster) : null
  const folders = tree.vmFolders().filter((one) => datacenter === null || one.datacenter === datacenter)
  const found = folders.find(({ path }) => path === folder) ?? folders.find(({ path }) => path === '')
  return found?.folder ?? null
}

type Named = { readonly moref: MoRef; readonly name: string }

function suggested<Found>(object: Found | null): { readonly object: Found; readonly from: ChoiceOrigin } | null {
  return object && { object, from: 'suggested' }
}

function choice(found: { readonly object: Named; readonly from: ChoiceOrigin } | null): Choice | null {
  return found && { moref: found.object.moref, name: found.object.name, from: found.from }
}
