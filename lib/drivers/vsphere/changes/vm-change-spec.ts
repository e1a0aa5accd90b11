import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import { wireName } from '../inventory/display-name.ts'
import type { Read } from '../schema/wire-types.ts'
import type { VmChange } from '../vsphere-changes.ts'
import { diskAttachment, diskDetachment, nicEdit, type DeviceChange } from './device-specs.ts'
import type { NicBacking } from './network-backing.ts'
import { extraConfig, type ConfigSpec } from './new-vm-spec.ts'

type Device = Read<'VirtualDevice'>

export type ChangeContext = {
  /** The VM's, as they are now. */
  readonly devices: readonly Device[]
  readonly backings: ReadonlyMap<MoRef, NicBacking>
  /** By MoRef, as the wire has them. */
  readonly datastoreNames: ReadonlyMap<MoRef, string>
}

/** @throws ZerfauxError `remote_rejected` when a device of the change is not there */
export function vmChangeSpec(vm: MoRef, change: VmChange, context: ChangeContext): ConfigSpec {
  const deviceChange = [
    ...(change.detachDisks ?? []).map((key) => diskDetachment(deviceOf(vm, context, key))),
    ...(change.attachDisks ?? []).map((disk, at) => attachment(vm, disk, context, at)),
    ...(change.nics ?? []).map(({ key, network, connected }) => {
      const backing = network === null ? null : (context.backings.get(network) ?? null)
      return nicEdit(deviceOf(vm, context, key), { connected, backing })
    }),
  ]
  return {
    ...(change.name !== undefined && { name: wireName(change.name) }),
    ...(change.annotation !== undefined && { annotation: change.annotation }),
    deviceChange,
    extraConfig: extraConfig(change.extraConfig ?? {}),
  }
}

function attachment(
  vm: MoRef,
  disk: NonNullable<VmChange['attachDisks']>[number],
  { devices, datastoreNames }: ChangeContext,
  at: number,
): DeviceChange {
  const { type, bus } = disk.controller
  const controller = devices.find(({ $type, busNumber }) => $type === type && busNumber === bus)
  if (controller?.key === undefined) throw noDevice(vm, `controller ${type} ${bus}`)
  return diskAttachment(disk, controller.key, `[${datastoreNames.get(disk.datastore) ?? ''}] ${disk.path}`, at)
}

function deviceOf(vm: MoRef, { devices }: ChangeContext, key: number): Device {
  const device = devices.find((each) => each.key === key)
  if (!device) throw noDevice(vm, `device ${key}`)
  return device
}

function noDevice(vm: MoRef, what: string): ZerfauxError {
  return new ZerfauxError('remote_rejected', `Could not reconfigure VM ${vm}: it has no ${what}`, {
    facts: { fault: 'InvalidDeviceSpec' },
  })
}
