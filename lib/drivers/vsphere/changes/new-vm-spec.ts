import { wireName } from '../inventory/display-name.ts'
import type { Sent } from '../schema/wire-types.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import type { NewVm } from '../vsphere-changes.ts'
import { controllerChanges, nicChanges } from './device-specs.ts'
import type { NicBacking } from './network-backing.ts'

export type ConfigSpec = Sent<'VirtualMachineConfigSpec'>

/** `datastoreName` as the wire has it. */
export function newVmSpec(vm: NewVm, datastoreName: string, backings: ReadonlyMap<MoRef, NicBacking>): ConfigSpec {
  const nics = vm.nics.map((nic) => ({
    nic,
    backing: nic.network === null ? null : (backings.get(nic.network) ?? null),
  }))
  return {
    name: wireName(vm.name),
    ...(vm.hardwareVersion !== null && { version: vm.hardwareVersion }),
    ...(vm.biosUuid !== null && { uuid: vm.biosUuid }),
    guestId: vm.guestId,
    annotation: vm.annotation,
    // The datastore alone: the vCenter makes a folder of the VM's name, or of a free one like it.
    files: { vmPathName: `[${datastoreName}]` },
    numCPUs: vm.cpus,
    numCoresPerSocket: vm.coresPerSocket,
    memoryMB: vm.memoryMib,
    deviceChange: [...controllerChanges(vm.controllers), ...nicChanges(nics)],
    extraConfig: extraConfig(vm.extraConfig),
    ...(vm.firmware === 'efi' && { bootOptions: { efiSecureBootEnabled: vm.secureBoot } }),
    firmware: vm.firmware,
  }
}

export function extraConfig(values: Readonly<Record<string, string>>): NonNullable<ConfigSpec['extraConfig']> {
  return Object.entries(values).map(([key, value]) => ({ key, value }))
}
