import type { VmDisk, VmNic } from '../../../domain/inventory.ts'
import { ethernetCards } from '../schema/vim-schema.ts'
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
        backing: null,
        shared: false,
        hasParent: false,
      }
    })
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
