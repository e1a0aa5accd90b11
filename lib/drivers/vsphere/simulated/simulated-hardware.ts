import type { MoRef, VmRecord } from '../../../domain/inventory.ts'
import { recordedHardware, type VmHardware } from '../../../domain/vm-hardware.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import { countOfSnapshots } from './simulated-snapshots.ts'

const DESCRIPTOR_BYTES = 512

export function hardwareOf(state: SimulatedVcenter, vm: MoRef, now: number): VmHardware | null {
  const record = state.vms.find(({ moref }) => moref === vm)
  if (!record) return null
  const { annotation, extraConfig = {}, needsConsolidation = false, unplugged = [] } = state.marks?.[vm] ?? {}
  return {
    ...recordedHardware(record),
    snapshotCount: record.snapshotCount === null ? null : record.snapshotCount + countOfSnapshots(state, vm, now),
    annotation: annotation ?? null,
    extraConfig: Object.fromEntries(Object.entries(extraConfig).filter(([key]) => key.startsWith('zfx.'))),
    files: filesOf(record).map(({ path }) => path),
    connectedNics: record.nics.flatMap(({ key }) => (unplugged.includes(key) ? [] : [key])),
    needsConsolidation,
  }
}

/** As `[datastore] path`. */
export function filesOf({ vmxPath, disks }: VmRecord): { readonly path: string; readonly sizeBytes: number | null }[] {
  const home = vmxPath?.replace(/\.vmx$/, '')
  return [
    ...(home === undefined
      ? []
      : [
          { path: `${home}.vmx`, sizeBytes: 3_072 },
          { path: `${home}.nvram`, sizeBytes: 270_840 },
        ]),
    ...disks.flatMap(({ datastore, path, capacityBytes }) =>
      path === null || datastore === null
        ? []
        : [
            { path: `[${datastore}] ${path}`, sizeBytes: DESCRIPTOR_BYTES },
            { path: `[${datastore}] ${path.replace(/\.vmdk$/, '-flat.vmdk')}`, sizeBytes: capacityBytes },
          ],
    ),
  ]
}

export function withInstanceUuid(state: SimulatedVcenter, uuid: string): MoRef[] {
  return state.vms.filter(({ instanceUuid }) => instanceUuid === uuid).map(({ moref }) => moref)
}

export function withExtraConfig(state: SimulatedVcenter, key: string, value: string): MoRef[] {
  return state.vms.filter(({ moref }) => state.marks?.[moref]?.extraConfig?.[key] === value).map(({ moref }) => moref)
}
