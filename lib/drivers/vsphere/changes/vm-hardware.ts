import type { MoRef } from '../../../domain/inventory.ts'
import { recordedHardware, type VmHardware } from '../../../domain/vm-hardware.ts'
import { InventoryMap, isPlace } from '../inventory/inventory-map.ts'
import { readWithNeighbours, type Path } from '../inventory/read-managed-objects.ts'
import { vmRecord } from '../inventory/vm-record.ts'
import type { ManagedObject, Read } from '../schema/wire-types.ts'
import type { Call, SoapSession } from '../soap/soap-session.ts'

const PATHS = [
  'name',
  'datastore',
  'network',
  'runtime.powerState',
  'runtime.consolidationNeeded',
  'config.instanceUuid',
  'config.uuid',
  'config.guestId',
  'config.firmware',
  'config.version',
  'config.files.vmPathName',
  'config.keyId',
  'config.bootOptions.efiSecureBootEnabled',
  'config.hardware.numCPU',
  'config.hardware.numCoresPerSocket',
  'config.hardware.memoryMB',
  'config.hardware.device',
  'config.annotation',
  'config.extraConfig',
  'snapshot.rootSnapshotList',
  'layoutEx',
] as const satisfies readonly Path<'VirtualMachine'>[]

const NEIGHBOURS = {
  datastore: ['Datastore'],
  network: ['Network', 'DistributedVirtualPortgroup'],
} as const

/** The VM with what its devices lie on and hang on, in one call. */
export async function readHardware(session: SoapSession, vm: MoRef, call: Call): Promise<VmHardware | null> {
  const self = { type: 'VirtualMachine', value: vm } as const
  const found = await readWithNeighbours(session, self, NEIGHBOURS, { ...call, paths: PATHS })
  const content = found.find((object) => object.type === 'VirtualMachine')
  return content ? hardware(content, new InventoryMap(found.filter(isPlace))) : null
}

function hardware(content: ManagedObject<'VirtualMachine'>, map: InventoryMap): VmHardware {
  const record = vmRecord(content, map)
  const vm = content.properties
  const ours = (vm['config.extraConfig'] ?? []).filter(({ key }) => key?.startsWith('zfx.'))
  return {
    ...recordedHardware(record),
    annotation: vm['config.annotation'] ?? null,
    extraConfig: Object.fromEntries(ours.map(({ key = '', value = '' }) => [key, value])),
    files: (vm.layoutEx?.file ?? []).flatMap(({ name }) => name ?? []),
    connectedNics: (vm['config.hardware.device'] ?? []).flatMap(pluggedIn),
    needsConsolidation: vm['runtime.consolidationNeeded'] ?? false,
  }
}

/** The key of a NIC that is connected, or will be at the next power-on. */
function pluggedIn({ key, macAddress, connectable }: Read<'VirtualDevice'>): number[] {
  const plugged = connectable?.connected === true || connectable?.startConnected === true
  return key !== undefined && macAddress !== undefined && plugged ? [key] : []
}
