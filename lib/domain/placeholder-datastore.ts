import { notice, type ShellNotice } from './shell-notice.ts'
import type { ObjectOf, VcenterTree } from './vcenter-tree.ts'

/** A dataset that is replicated, or a replica: nothing may be written to where it is mounted. */
export type ReplicatedExport = {
  /** How a protected site's vCenter calls it. */
  readonly datastore: string | null
  readonly dataset: string
}

type Where = {
  readonly cluster: ObjectOf<'cluster'> | undefined
  readonly host: ObjectOf<'host'> | undefined
  readonly tree: VcenterTree
  readonly replicated: readonly ReplicatedExport[]
}

/** By its name; where several datacenters have one of that name, the cluster's own. */
export function findPlaceholder(
  name: string,
  cluster: ObjectOf<'cluster'> | undefined,
  tree: VcenterTree,
): ObjectOf<'datastore'> | null {
  const named = tree.all('datastore').filter((datastore) => datastore.name === name)
  const datacenter = cluster ? tree.datacenterOf(cluster) : null
  return named.find((datastore) => tree.datacenterOf(datastore) === datacenter) ?? named[0] ?? null
}

/** The vmx is written there, and again at each start of the VM: it must be anything but a replica. */
export function checkPlaceholder(
  asked: string | undefined,
  datastore: ObjectOf<'datastore'> | null,
  { cluster, host, tree, replicated }: Where,
): ShellNotice[] {
  if (asked === undefined) {
    return [
      notice(
        'no_placeholder_datastore',
        'No placeholder datastore is chosen: a shell’s own files must lie somewhere',
        'Choose a datastore of the recovery site that is not replicated, for this VM or for the group.',
      ),
    ]
  }
  if (!datastore) {
    return [
      notice(
        'placeholder_unknown',
        `The DR vCenter had no datastore ${asked} at its last sync`,
        'Sync the DR vCenter, or choose another datastore.',
      ),
    ]
  }
  if (isReplicated(datastore, replicated)) {
    return [
      notice(
        'placeholder_replicated',
        `${asked} is a replicated dataset: one write to it would end its replication`,
        'Choose a datastore of the recovery site that is not replicated.',
      ),
    ]
  }
  if (datastore.accessible !== true) {
    return [
      notice(
        'placeholder_inaccessible',
        `${asked} is not accessible, or it is not known whether it can be written to`,
        'Mend its mount in the DR vCenter and sync, or choose another datastore.',
      ),
    ]
  }
  const hosts = host ? [host] : cluster ? tree.hostsOf(cluster.moref) : []
  if (hosts.length > 0 && !hosts.some(({ moref }) => datastore.hostMorefs.includes(moref))) {
    const where = host ? `host ${host.name} does not have` : `no host of cluster ${cluster?.name} has`
    return [
      notice(
        'placeholder_not_mounted',
        `${asked}: ${where} this datastore`,
        'Mount it there, or choose another datastore.',
      ),
    ]
  }
  return []
}

/** By name or by what is exported; a dataset's path on the appliance ends with its name. */
export function isReplicated(
  { name, remotePath }: Pick<ObjectOf<'datastore'>, 'name' | 'remotePath'>,
  replicated: readonly ReplicatedExport[],
): boolean {
  const path = remotePath?.replace(/\/+$/, '') ?? null
  return replicated.some(
    ({ datastore, dataset }) => datastore === name || (path !== null && path.endsWith(`/${dataset}`)),
  )
}

/** The only usable one whose name says that it is for this. */
export function suggestPlaceholder(tree: VcenterTree, replicated: readonly ReplicatedExport[]): string | null {
  const fit = tree
    .all('datastore')
    .filter((datastore) => /placeholder|shell/i.test(datastore.name) && datastore.accessible === true)
    .filter((datastore) => !isReplicated(datastore, replicated))
  return fit.length === 1 ? (fit[0]?.name ?? null) : null
}
