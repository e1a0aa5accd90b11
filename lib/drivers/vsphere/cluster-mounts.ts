import { ZerfauxError } from '../../domain/errors.ts'
import type { MoRef } from '../../domain/inventory.ts'
import { VcenterTree, type ObjectOf } from '../../domain/vcenter-tree.ts'
import type { NasDatastore } from './vsphere-changes.ts'
import type { VsphereDriver } from './vsphere-driver.ts'

type Mounts = Pick<VsphereDriver, 'objects' | 'mountNas' | 'unmountDatastore'>
type Signal = { readonly signal: AbortSignal }
type Host = ObjectOf<'host'>
type Attempt<Result> = { readonly host: Host; readonly result: PromiseSettledResult<Result> }

export type ClusterMount = {
  readonly datastore: MoRef
  /** Names of the hosts that have it, as read afterwards. */
  readonly hosts: readonly string[]
  /** Names of those that are not connected to their vCenter, and were not asked. */
  readonly notAsked: readonly string[]
}

/**
 * Mounts an export on every host of a cluster that can be asked, under one name: HA and DRS may start a VM
 * on any of them. When one refuses, those that had it not before give it back.
 *
 * @throws ZerfauxError `precondition_failed` when no host is connected; else what the first host that
 *   refused said, with its name
 */
export async function mountOnCluster(
  driver: Mounts,
  cluster: MoRef,
  nas: NasDatastore,
  options: Signal,
): Promise<ClusterMount> {
  const before = new VcenterTree(await driver.objects(options))
  const hosts = before.hostsOf(cluster)
  const [first, ...others] = hosts.filter(isConnected)
  if (!first) {
    throw new ZerfauxError('precondition_failed', `Could not mount ${nas.name}: no host of ${cluster} is connected`, {
      hint: 'Check the hosts of the cluster in the vSphere client.',
    })
  }
  // The first makes the datastore; the others then find its name taken by itself.
  const attempts = await onEach([first], (host) => driver.mountNas(host.moref, nas, options))
  if (refusedOf(attempts).length === 0) {
    attempts.push(...(await onEach(others, (host) => driver.mountNas(host.moref, nas, options))))
  }
  const [datastore] = attempts.flatMap(({ result }) => (result.status === 'fulfilled' ? [result.value] : []))
  const refused = refusedOf(attempts)
  if (refused.length > 0 || !datastore) {
    const had = new Set(exported(before, nas)?.hostMorefs)
    const kept = datastore ? await giveBack(driver, attempts, had, datastore) : []
    throw refusal(`mount ${nas.name}`, refused, kept)
  }
  const has = await hostsWith(driver, datastore, options)
  const without = [first, ...others].filter(({ moref }) => !has.has(moref))
  if (without.length > 0) {
    throw new ZerfauxError('remote_rejected', `${nas.name} was mounted, and is not there on ${namesOf(without)}`, {
      hint: 'Look at the storage of these hosts in the vSphere client, then try again.',
    })
  }
  return {
    datastore,
    hosts: hosts.filter(({ moref }) => has.has(moref)).map(({ name }) => name),
    notAsked: hosts.filter((host) => !isConnected(host)).map(({ name }) => name),
  }
}

/**
 * Unmounts it from every host of the cluster that has it. One that refuses does not keep the others.
 *
 * @throws ZerfauxError what the first host that refused said (`busy` while a VM of it lies there), with the names of all of them
 */
export async function unmountFromCluster(
  driver: Mounts,
  cluster: MoRef,
  datastore: MoRef,
  options: Signal,
): Promise<void> {
  const tree = new VcenterTree(await driver.objects(options))
  const had = new Set(tree.find('datastore', datastore)?.hostMorefs)
  const hosts = tree.hostsOf(cluster).filter(({ moref }) => had.has(moref))
  const attempts = await onEach(hosts, (host) => driver.unmountDatastore(host.moref, datastore, options))
  const refused = refusedOf(attempts)
  if (refused.length > 0) throw refusal(`unmount ${datastore}`, refused, [])
  const has = await hostsWith(driver, datastore, options)
  const still = hosts.filter(({ moref }) => has.has(moref))
  if (still.length === 0) return
  throw new ZerfauxError('remote_rejected', `${datastore} was unmounted, and is still there on ${namesOf(still)}`, {
    hint: 'Look at the storage of these hosts in the vSphere client, then try again.',
  })
}

/** Names of those that could not. Also when the caller has given up: what was begun is taken back. */
async function giveBack(
  driver: Mounts,
  attempts: readonly Attempt<MoRef>[],
  had: ReadonlySet<MoRef>,
  datastore: MoRef,
): Promise<string[]> {
  const fresh = attempts.filter(({ host, result }) => result.status === 'fulfilled' && !had.has(host.moref))
  const hosts = fresh.map(({ host }) => host)
  const options = { signal: AbortSignal.timeout(60_000) }
  return refusedOf(await onEach(hosts, (host) => driver.unmountDatastore(host.moref, datastore, options))).map(
    ({ host }) => host.name,
  )
}

async function onEach<Result>(
  hosts: readonly Host[],
  work: (host: Host) => Promise<Result>,
): Promise<Attempt<Result>[]> {
  const results = await Promise.allSettled(hosts.map(work))
  return results.flatMap((result, at) => {
    const host = hosts[at]
    return host ? [{ host, result }] : []
  })
}

function refusedOf<Result>(attempts: readonly Attempt<Result>[]): { readonly host: Host; readonly reason: unknown }[] {
  return attempts.flatMap(({ host, result }) => (result.status === 'rejected' ? [{ host, reason: result.reason }] : []))
}

function refusal(
  doing: string,
  refused: readonly { readonly host: Host; readonly reason: unknown }[],
  kept: readonly string[],
): unknown {
  const reason = refused[0]?.reason
  if (!(reason instanceof ZerfauxError)) return reason
  const still = kept.length > 0 ? ` It stays mounted on ${kept.join(', ')}, which could not give it back.` : ''
  const names = namesOf(refused.map(({ host }) => host))
  return new ZerfauxError(reason.code, `Could not ${doing} on ${names}: ${reason.message}.${still}`, {
    hint: reason.hint,
    facts: reason.facts,
    cause: reason,
  })
}

async function hostsWith(driver: Mounts, datastore: MoRef, options: Signal): Promise<ReadonlySet<MoRef>> {
  const after = new VcenterTree(await driver.objects(options))
  return new Set(after.find('datastore', datastore)?.hostMorefs)
}

function exported(tree: VcenterTree, { remoteHost, remotePath }: NasDatastore): ObjectOf<'datastore'> | undefined {
  return tree.all('datastore').find((it) => it.remoteHost === remoteHost && it.remotePath === remotePath)
}

function isConnected({ connectionState }: Host): boolean {
  return connectionState === 'connected'
}

function namesOf(hosts: readonly Host[]): string {
  return hosts.map(({ name }) => name).join(', ')
}
