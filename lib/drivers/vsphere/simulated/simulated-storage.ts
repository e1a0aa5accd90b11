import { ZerfauxError } from '../../../domain/errors.ts'
import { MoRef } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import type { FoundFile, NasDatastore } from '../vsphere-changes.ts'
import { filesOf } from './simulated-hardware.ts'
import { splitPath } from './simulated-marks.ts'
import { datastoreOf } from './simulated-move.ts'
import { refusedAs, troubleOf, unknownTo } from './simulated-trouble.ts'

const CAPACITY_BYTES = 16 * 2 ** 40

export function browse(state: SimulatedVcenter, moref: MoRef, folder: string): FoundFile[] {
  const datastore = datastoreOf(state, moref)
  if (!datastore) throw unknownTo(`look into datastore ${moref}`, 'it')
  const prefix = folder === '' ? '' : `${folder}/`
  const found = new Map<string, FoundFile>()
  const records = [...state.vms, ...Object.values(state.lying ?? {}).map(({ record }) => record)]
  for (const { path: file, sizeBytes } of records.flatMap(filesOf)) {
    const { datastore: name, path } = splitPath(file)
    if (name !== datastore.name || !path.startsWith(prefix)) continue
    const [first = '', ...deeper] = path.slice(prefix.length).split('/')
    const isFolder = deeper.length > 0
    found.set(first, { path: prefix + first, sizeBytes: isFolder ? null : sizeBytes, isFolder })
  }
  return [...found.values()]
}

export function mount(state: SimulatedVcenter, host: MoRef, nas: NasDatastore): MoRef {
  const doing = `mount ${nas.name} on host ${host}`
  if (!state.objects.some((object) => object.kind === 'host' && object.moref === host))
    throw unknownTo(doing, `host ${host}`)
  const fault = troubleOf(state, 'mountNas', { doing })
  if (fault) throw refusedAs(fault.type, doing)
  const datastores = state.objects.filter((object) => object.kind === 'datastore')
  const named = datastores.find(({ name }) => name === nas.name)
  const exported = datastores.find((it) => it.remoteHost === nas.remoteHost && it.remotePath === nas.remotePath)
  if (named !== exported) throw otherwiseMounted(doing)
  if (named) {
    if (!named.hostMorefs.includes(host)) named.hostMorefs = [...named.hostMorefs, host]
    return named.moref
  }
  const folder = state.objects.find((object) => object.kind === 'folder' && object.holds === 'datastore')
  state.nextDatastore = (state.nextDatastore ?? 5_000) + 1
  const moref = MoRef.parse(`datastore-${state.nextDatastore}`)
  state.objects.push({
    kind: 'datastore',
    moref,
    ...nas,
    parentMoref: folder?.moref ?? null,
    path: `${folder?.path ?? ''}/${nas.name}`,
    type: 'NFS',
    capacityBytes: CAPACITY_BYTES,
    freeBytes: CAPACITY_BYTES,
    accessible: true,
    hostMorefs: [host],
  })
  return moref
}

export function otherwiseMounted(doing: string): ZerfauxError {
  return new ZerfauxError(
    'conflict',
    `Could not ${doing}: the name or the export is mounted there already, but not together`,
    {
      hint: 'Unmount the one that is there, or choose another name.',
      facts: { fault: 'AlreadyExists' },
    },
  )
}

export function unmount(state: SimulatedVcenter, host: MoRef, moref: MoRef): void {
  const datastore = datastoreOf(state, moref)
  if (!datastore?.hostMorefs.includes(host)) return
  const hostName = state.objects.find((object) => object.moref === host)?.name
  const user = state.vms.find((vm) => vm.host === hostName && vm.datastores.includes(datastore.name))
  if (user) throw inUse(datastore.name, `VM ${user.name} lies on it`)
  datastore.hostMorefs = datastore.hostMorefs.filter((it) => it !== host)
  if (datastore.hostMorefs.length === 0) state.objects = state.objects.filter((object) => object.moref !== moref)
}

export function inUse(name: string, why: string): ZerfauxError {
  return new ZerfauxError('busy', `Datastore ${name} cannot be unmounted: ${why}`, {
    hint: 'Take the VMs that lie on it out of the inventory first.',
    facts: { fault: 'ResourceInUse' },
  })
}
