import type { VmHardware } from './vm-hardware.ts'

export const EMPTY_IT_BY_HAND =
  'If no recovery uses it, power it off and detach its disks in the vSphere client without deleting them'

/** Why that shell is not to be destroyed, e.g. `it has 2 disks`; empty when nothing speaks against it. */
export function againstRemoval({ disks, powerState }: Pick<VmHardware, 'disks' | 'powerState'>): string[] {
  return [
    ...(disks.length > 0 ? [`it has ${disks.length === 1 ? 'a disk' : `${disks.length} disks`}`] : []),
    ...(powerState === 'powered_off' ? [] : ['it is not powered off']),
  ]
}
