import type { VcenterObject } from '../../lib/domain/inventory.ts'
import { ZerfauxError } from '../../lib/domain/errors.ts'
import type { VsphereDriver } from '../../lib/drivers/vsphere/vsphere-driver.ts'
import type { AcceptanceSettings } from './settings.ts'

type OfKind<Kind extends VcenterObject['kind']> = Extract<VcenterObject, { kind: Kind }>
export type AcceptancePlace = Awaited<ReturnType<typeof findPlace>>

/** What the settings name, found in the vCenter. @throws ZerfauxError that tells all that is wrong at once */
export async function findPlace(driver: VsphereDriver, settings: AcceptanceSettings) {
  const { signal } = new AbortController()
  const objects = await driver.objects({ signal })
  const wrong: string[] = []
  const one = <Kind extends VcenterObject['kind']>(kind: Kind, name: string, isIt: (it: OfKind<Kind>) => boolean) => {
    const found = objects.filter((it): it is OfKind<Kind> => it.kind === kind).filter(isIt)
    if (found.length !== 1) wrong.push(`${found.length} of kind ${kind} are called ${name}, one was expected`)
    return found[0]
  }
  const named = <Kind extends VcenterObject['kind']>(kind: Kind, name: string) =>
    one(kind, name, (it) => it.name === name)

  const folder = one('folder', settings.folder, (it) => it.path === settings.folder && it.holds === 'vm')
  const cluster = named('cluster', settings.cluster)
  const pool = one(
    'resource_pool',
    'the cluster’s own',
    (it) => cluster !== undefined && it.parentMoref === cluster.moref,
  )
  const datastores = settings.datastores.map((name) => named('datastore', name))
  const networks = settings.networks.map((name) => named('network', name))
  const hosts = objects.filter(
    (it): it is OfKind<'host'> =>
      it.kind === 'host' &&
      it.clusterMoref === cluster?.moref &&
      it.connectionState === 'connected' &&
      !it.inMaintenance,
  )
  const able = hosts.filter(({ moref }) => datastores.every((each) => each?.hostMorefs.includes(moref)))
  if (able.length < 2) wrong.push(`${able.length} connected hosts of the cluster see both datastores, two are needed`)
  const vms = (await Array.fromAsync(driver.virtualMachines({ signal }))).flat()
  const guests = vms.filter((vm) => vm.name === settings.guest && !vm.isTemplate)
  const isFit = guests.every((vm) => vm.powerState === 'powered_on' && vm.toolsStatus === 'running')
  if (guests.length !== 1 || !isFit)
    wrong.push(`the guest ${settings.guest} is not one VM that runs with VMware Tools (${guests.length} of that name)`)

  const [[first, other], [host, second], [guest]] = [datastores, able, guests]
  if (wrong.length > 0 || !folder || !cluster || !pool || !first || !other || !host || !second || !guest) {
    throw new ZerfauxError('invalid_input', `The acceptance run cannot begin:\n${wrong.join('\n')}`)
  }
  return {
    folder: folder.moref,
    cluster: cluster.moref,
    resourcePool: pool.moref,
    hosts: [host.moref, second.moref] as const,
    datastores: [first.moref, other.moref] as const,
    networks: networks.flatMap((network) => network?.moref ?? []),
    guest: guest.moref,
  }
}
