import { ZerfauxError } from '../../domain/errors.ts'
import type { TaskState } from '../../domain/inventory.ts'
import { afterTask, notQuiesced, withoutQuiescing, type Held } from '../../domain/quiesce.ts'
import type { VmConsistency } from '../../domain/vm-consistency.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import { inParallel } from '../in-parallel.ts'
import type { QuiesceVm, ReplicateParams } from './replicate-params.ts'
import type { ReplicateTools } from './replicate-tools.ts'
import { whySiteIsShut } from './site-is-shut.ts'

/** Of one group. More would have a host write out many guests' memory at one moment. */
export const VMS_AT_ONCE = 8
/** All VMs together: the first ones run on their snapshots while the last ones are quiesced. */
export const TIMES_THE_LIMIT = 2
const CANCEL_MS = 5_000

/**
 * Lets every VM of the group hold still by a quiesced VMware snapshot, and says how it went for each.
 * Whatever goes wrong with a VM or with the whole vCenter is that VM's reason, never a failure: a
 * crash-consistent recovery point in time is worth more than none. Takes at most twice the limit of one VM.
 */
export async function holdVmsStill(params: ReplicateParams, tools: ReplicateTools): Promise<VmConsistency[]> {
  const { quiesce } = params
  if (!quiesce) return []
  const limitMs = quiesce.timeoutSeconds * 1000
  const all = tools.timeLimit(limitMs * TIMES_THE_LIMIT)
  const late = notQuiesced(`took longer than ${quiesce.timeoutSeconds} s`)
  let shut: string | null = null

  async function held(vm: QuiesceVm): Promise<Held> {
    if (shut !== null) return notQuiesced(shut)
    if (all.aborted)
      return notQuiesced(`its turn did not come within ${quiesce?.timeoutSeconds ?? 0} s × ${TIMES_THE_LIMIT}`)
    const limit = AbortSignal.any([all, tools.timeLimit(limitMs)])
    try {
      const driver = await tools.vcenter()
      return await holdStill(driver, vm, params.snapshot, AbortSignal.any([tools.signal, limit]), tools)
    } catch (error) {
      tools.signal.throwIfAborted()
      if (limit.aborted) return late
      if (!(error instanceof ZerfauxError)) throw error
      shut = whySiteIsShut(error) ?? shut
      return notQuiesced(error.message)
    }
  }

  return inParallel(quiesce.vms, VMS_AT_ONCE, async (vm) => ({ vmId: vm.vmId, name: vm.name, ...(await held(vm)) }))
}

async function holdStill(
  driver: VsphereDriver,
  { moref }: QuiesceVm,
  name: string,
  signal: AbortSignal,
  tools: ReplicateTools,
): Promise<Held> {
  const readiness = await driver.vmReadiness(moref, { signal })
  // Of an attempt that ended before it could clean up: what it holds is older than this recovery point.
  if (readiness?.snapshots.some((snapshot) => snapshot.name === name))
    await driver.removeSnapshotsNamed(moref, name, { signal })
  const known = withoutQuiescing(readiness)
  if (known) return known
  const description = 'Zerfaux removes this snapshot by itself as soon as the recovery point is taken.'
  const task = await driver.createSnapshot(moref, { name, description, quiesce: true, memory: false }, { signal })
  let last: TaskState
  try {
    last = await driver.followTask(task, { signal, onProgress: () => {} })
  } catch (error) {
    // Whether this helps or not, the name is looked for again when the VMs are released.
    if (signal.aborted) await driver.cancelTask(task, { signal: tools.timeLimit(CANCEL_MS) }).catch(() => {})
    throw error
  }
  return afterTask(last)
}
