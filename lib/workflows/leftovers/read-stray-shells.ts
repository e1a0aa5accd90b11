import { isShellOnRecord, type OwnerVm } from '../../domain/leftover-owners.ts'
import { SHELL, shellMarks } from '../../domain/shell-spec.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import { readVms } from '../shell/read-candidates.ts'

/** One question for all that bear our marks; only those are read that no protected VM has on record. */
export async function readStrayShells(
  vcenter: Pick<VsphereDriver, 'findByExtraConfig' | 'vmHardware'>,
  vcenterId: string,
  protectedVms: readonly OwnerVm[],
  signal: AbortSignal,
): Promise<VmHardware[]> {
  const marked = await vcenter.findByExtraConfig(shellMarks.role, SHELL, { signal })
  const stray = marked.filter((moref) => !isShellOnRecord({ protectedVms }, vcenterId, moref))
  return readVms(stray, vcenter, signal)
}
