import type { VmRecord } from '../../../domain/inventory.ts'
import type { ManagedObject, Read } from '../schema/wire-types.ts'
import { displayName } from './display-name.ts'
import { toMoRef } from './to-moref.ts'
import type { InventoryMap } from './inventory-map.ts'
import { hasEncryptedDisk, hasVtpm, vmControllers, vmDisks, vmNics } from './vm-devices.ts'
import { powerStateOf, toolsStatusOf } from './vm-state.ts'

const MIB = 2 ** 20

/** Properties are absent while a VM cannot be reached or has nothing to tell: that is null, never 0. */
export function vmRecord({ moref, properties: vm }: ManagedObject<'VirtualMachine'>, map: InventoryMap): VmRecord {
  const host = vm['runtime.host']?.value
  const devices = vm['config.hardware.device'] ?? []
  const isConfigured = vm['config.hardware.device'] !== undefined
  const memoryMb = vm['config.hardware.memoryMB']
  return {
    moref: toMoRef(moref),
    instanceUuid: vm['config.instanceUuid'] ?? null,
    biosUuid: vm['config.uuid'] ?? null,
    name: displayName(vm.name ?? moref),
    folder: map.folderPath(vm.parent?.value),
    cluster: map.clusterName(host),
    host: map.name(host),
    resourcePool: map.name(vm.resourcePool?.value),
    powerState: powerStateOf(vm),
    guestId: vm['config.guestId'] ?? null,
    guestOs: vm['config.guestFullName'] ?? null,
    firmware: vm['config.firmware'] ?? null,
    hardwareVersion: vm['config.version'] ?? null,
    cpus: vm['config.hardware.numCPU'] ?? null,
    coresPerSocket: vm['config.hardware.numCoresPerSocket'] ?? null,
    memoryBytes: memoryMb === undefined ? null : memoryMb * MIB,
    nics: vmNics(devices, map),
    disks: vmDisks(devices, map),
    controllers: vmControllers(devices),
    vmxPath: vm['config.files.vmPathName'] ?? null,
    isEncrypted: isConfigured ? vm['config.keyId'] !== undefined || hasEncryptedDisk(devices) : null,
    hasVtpm: isConfigured ? hasVtpm(devices) : null,
    secureBoot: vm['config.bootOptions.efiSecureBootEnabled'] ?? null,
    datastores: (vm.datastore ?? []).flatMap(({ value }) => map.name(value) ?? []),
    toolsStatus: toolsStatusOf(vm),
    ipAddresses: ipAddresses(vm),
    snapshotCount: snapshots(vm['snapshot.rootSnapshotList']),
    isTemplate: vm['config.template'] ?? false,
    storageBytes: vm['summary.storage.committed'] ?? null,
  }
}

type VmProperties = ManagedObject<'VirtualMachine'>['properties']

/** The one that the guest calls its own comes first. */
function ipAddresses(vm: VmProperties): string[] {
  const all = [vm['guest.ipAddress'] ?? '', ...(vm['guest.net'] ?? []).flatMap(({ ipAddress }) => ipAddress ?? [])]
  return [...new Set(all.filter((address) => address !== ''))]
}

function snapshots(trees: readonly Read<'VirtualMachineSnapshotTree'>[] = []): number {
  return trees.reduce((sum, { childSnapshotList }) => sum + 1 + snapshots(childSnapshotList), 0)
}
