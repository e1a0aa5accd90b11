import { ZerfauxError } from '../../../domain/errors.ts'
import { requestSubtypes } from '../schema/vim-requests.ts'
import type { Read, Sent } from '../schema/wire-types.ts'
import type { NewNic, VmChange } from '../vsphere-changes.ts'
import type { NicBacking } from './network-backing.ts'

export type DeviceChange = Sent<'VirtualDeviceConfigSpec'>
type Device = DeviceChange['device']
type DeviceType = (typeof requestSubtypes)['VirtualDevice'][number]

const scsi = [
  'ParaVirtualSCSIController',
  'VirtualLsiLogicController',
  'VirtualLsiLogicSASController',
  'VirtualBusLogicController',
] as const
const other = ['VirtualNVMEController', 'VirtualAHCIController'] as const
const cards = requestSubtypes.VirtualDevice.filter(isCard)

/** New devices have negative keys, which the vCenter replaces; they only have to differ. */
const FIRST_CONTROLLER_KEY = -101
const FIRST_NIC_KEY = -201
const FIRST_DISK_KEY = -301

/** IDE is there by itself in every VM, and cannot be added. */
export function controllerChanges(controllers: readonly { readonly type: string; readonly bus: number }[]) {
  const added = controllers.filter(({ type }) => type !== 'VirtualIDEController')
  return added.map(({ type, bus }, at): DeviceChange => {
    const key = FIRST_CONTROLLER_KEY - at
    const scsiType = scsi.find((known) => known === type)
    if (scsiType) return add({ $type: scsiType, key, busNumber: bus, sharedBus: 'noSharing' })
    const otherType = other.find((known) => known === type)
    if (otherType) return add({ $type: otherType, key, busNumber: bus })
    throw new ZerfauxError('invalid_input', `A controller of the type ${type} cannot be added to a VM`)
  })
}

/** Never connected: a recovery does that. */
export function nicChanges(nics: readonly { readonly nic: NewNic; readonly backing: NicBacking | null }[]) {
  return nics.map(({ nic, backing }, at): DeviceChange => {
    const address = nic.mac === null ? { addressType: 'generated' } : { addressType: 'manual', macAddress: nic.mac }
    return add({
      $type: cardType(nic.type),
      key: FIRST_NIC_KEY - at,
      ...(backing && { backing }),
      connectable: { startConnected: false, allowGuestControl: true, connected: false },
      ...address,
    })
  })
}

export function nicEdit(
  nic: Read<'VirtualDevice'>,
  { connected, backing }: { readonly connected: boolean; readonly backing: NicBacking | null },
): DeviceChange {
  const { $type = '', key = 0, controllerKey, unitNumber, addressType, macAddress } = nic
  const type = cards.find((known) => known === $type)
  if (!type) throw new ZerfauxError('invalid_input', `A NIC of the type ${$type} cannot be changed`)
  return {
    operation: 'edit',
    device: {
      $type: type,
      key,
      ...(backing && { backing }),
      connectable: { startConnected: connected, allowGuestControl: true, connected },
      ...(controllerKey !== undefined && { controllerKey }),
      ...(unitNumber !== undefined && { unitNumber }),
      ...(addressType !== undefined && { addressType }),
      ...(macAddress !== undefined && { macAddress }),
    },
  }
}

type AttachedDisk = NonNullable<VmChange['attachDisks']>[number]

/** The file stays as it is: no operation on it. */
export function diskAttachment(disk: AttachedDisk, controllerKey: number, fileName: string, at: number): DeviceChange {
  const datastore = { type: 'Datastore', value: disk.datastore }
  return add({
    $type: 'VirtualDisk',
    key: FIRST_DISK_KEY - at,
    backing: { $type: 'VirtualDiskFlatVer2BackingInfo', fileName, datastore, diskMode: disk.mode },
    controllerKey,
    unitNumber: disk.unit,
    capacityInKB: 0,
  })
}

export function diskDetachment({ key = 0, capacityInKB = 0 }: Read<'VirtualDevice'>): DeviceChange {
  return { operation: 'remove', device: { $type: 'VirtualDisk', key, capacityInKB } }
}

function add(device: Device): DeviceChange {
  return { operation: 'add', device }
}

/** The inventory's word for it, `vmxnet3`, as a class: `VirtualVmxnet3`. */
function cardType(type: string): (typeof cards)[number] {
  const wanted = `virtual${type.replaceAll('_', '')}`
  const card = cards.find((known) => known.toLowerCase() === wanted)
  if (card) return card
  throw new ZerfauxError('invalid_input', `A NIC of the type ${type} cannot be added to a VM`)
}

function isCard(type: DeviceType): type is Exclude<DeviceType, 'VirtualDisk' | `${string}Controller`> {
  return type !== 'VirtualDisk' && !type.endsWith('Controller')
}
