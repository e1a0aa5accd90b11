import type { VmController, VmDisk, VmNic } from '../../../domain/inventory.ts'
import { diskControllers, ethernetCards } from '../schema/vim-objects.ts'
import type { Read } from '../schema/wire-types.ts'
import { displayName } from './display-name.ts'
import type { InventoryMap } from './inventory-map.ts'

type Device = Read<'VirtualDevice'>

export function vmNics(devices: readonly Device[], map: InventoryMap): VmNic[] {
  return devices.filter(isNic).map((device) => ({
    key: device.key ?? 0,
    type: nicType(device.$type ?? ''),
    mac: device.macAddress ?? null,
    network: networkOf(device.backing, map),
  }))
}

export function vmDisks(devices: readonly Device[], map: InventoryMap): VmDisk[] {
  const byKey = new Map(devices.map((device) => [device.key, device]))
  return devices
    .filter(({ $type }) => $type === 'VirtualDisk')
    .map((device) => {
      const controller = byKey.get(device.controllerKey)
      const file = device.backing?.fileName === undefined ? null : splitFileName(device.backing.fileName)
      return {
        key: device.key ?? 0,
        controllerType: controller?.$type ?? null,
        controllerBus: controller?.busNumber ?? null,
        unit: device.unitNumber ?? null,
        datastore: map.name(device.backing?.datastore?.value) ?? file?.datastore ?? null,
        path: file?.path ?? null,
        capacityBytes: device.capacityInBytes ?? kibibytes(device.capacityInKB),
        mode: device.backing?.diskMode ?? null,
        backing: backingOf(device.backing?.$type),
        shared: isShared(device, controller),
        hasParent: device.backing?.parent !== undefined,
      }
    })
}

export function vmControllers(devices: readonly Device[]): VmController[] {
  return devices
    .filter(({ $type = '' }) => diskControllers.has($type))
    .map(({ key = 0, $type = '', busNumber }) => ({ key, type: $type, bus: busNumber ?? null }))
}

export function hasVtpm(devices: readonly Device[]): boolean {
  return devices.some(({ $type }) => $type === 'VirtualTPM')
}

export function hasEncryptedDisk(devices: readonly Device[]): boolean {
  return devices.some(({ $type, backing }) => $type === 'VirtualDisk' && backing?.keyId !== undefined)
}

function backingOf(backingClass: string | undefined): VmDisk['backing'] {
  if (backingClass === undefined) return null
  if (backingClass === 'VirtualDiskFlatVer2BackingInfo') return 'flat'
  return backingClass.startsWith('VirtualDiskRawDisk') ? 'raw_device' : 'other'
}

function isShared({ backing }: Device, controller: Device | undefined): boolean {
  const sharedBus = controller?.sharedBus ?? 'noSharing'
  return backing?.sharing === 'sharingMultiWriter' || sharedBus !== 'noSharing'
}

/** Card types newer than the schema are known by their MAC address. */
function isNic({ $type = '', macAddress }: Device): boolean {
  return ethernetCards.has($type) || macAddress !== undefined
}

/** `VirtualVmxnet3Vrdma` → `vmxnet3_vrdma`, `VirtualPCNet32` → `pcnet32`. */
function nicType(deviceClass: string): string {
  return deviceClass
    .replace(/^Virtual/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

/** The name that the device itself keeps goes stale when a network is renamed, so it comes last. */
function networkOf(backing: Device['backing'], map: InventoryMap): string | null {
  const known =
    map.networkName(backing?.port?.portgroupKey) ??
    map.networkName(backing?.opaqueNetworkId) ??
    map.name(backing?.network?.value)
  return known ?? (backing?.deviceName ? displayName(backing.deviceName) : null)
}

/** `[datastore 1] web01/web01.vmdk` */
function splitFileName(fileName: string): { datastore: string | null; path: string } {
  const [, datastore, path] = /^\[(.*?)\] ?(.*)$/s.exec(fileName) ?? []
  return path === undefined || datastore === undefined ? { datastore: null, path: fileName } : { datastore, path }
}

function kibibytes(count: number | undefined): number | null {
  return count === undefined ? null : count * 1024
}
