import { ZerfauxError } from '../../domain/errors.ts'
import { consistencySentence, pointConsistency } from '../../domain/quiesce.ts'
import type { VmConsistency } from '../../domain/vm-consistency.ts'
import { inParallel } from '../in-parallel.ts'
import { holdVmsStill, TIMES_THE_LIMIT, VMS_AT_ONCE } from './hold-vms-still.ts'
import { removeVmwareSnapshots } from './release-vms.ts'
import type { ReplicateParams } from './replicate-params.ts'
import { observeSource, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'
import { isTaken } from './subject.ts'
import { vmFactsOf } from './vm-facts.ts'

const LOOK_MS = 10_000
/** Beside the quiescing itself, from its begin to the ZFS snapshot. */
const SLACK_MS = 60_000

export const quiesceVms: ReplicateStep = {
  name: 'quiesce_vms',
  title: 'Quiesce the VMs',
  when: ({ quiesce }) => quiesce !== null,
  async run(params, tools) {
    if (isTaken(params, await observeSource(params, tools))) return
    await quiesceAnew(params, tools, 'quiesce_vms')
  },
  undo: (params, tools) => removeVmwareSnapshots(params, tools, { step: 'quiesce_vms' }),
}

/**
 * How each VM holds still right before the ZFS snapshot. What the step before wrote down counts only
 * while its VMware snapshots are there and young: a retry, or another worker after a crash, finds them
 * gone or old, and quiesces anew.
 */
export async function vmsHeldNow(params: ReplicateParams, tools: ReplicateTools): Promise<readonly VmConsistency[]> {
  const facts = vmFactsOf(tools.facts())
  const youngMs = (params.quiesce?.timeoutSeconds ?? 0) * 1000 * TIMES_THE_LIMIT + SLACK_MS
  const isYoung = facts && tools.now().getTime() - Date.parse(facts.quiescedAt) <= youngMs
  if (facts && isYoung && (await areStillHeld(params, tools, facts.vmConsistency))) return facts.vmConsistency
  return quiesceAnew(params, tools, 'take_recovery_point')
}

async function quiesceAnew(params: ReplicateParams, tools: ReplicateTools, step: string): Promise<VmConsistency[]> {
  const quiescedAt = tools.now().toISOString()
  try {
    const vmConsistency = await holdVmsStill(params, tools)
    await tools.result({ consistency: pointConsistency(vmConsistency), vmConsistency, quiescedAt })
    if (pointConsistency(vmConsistency) === 'crash') await tools.notice(step, onlyCrashConsistent(vmConsistency))
    return vmConsistency
  } catch (error) {
    // Stopped from outside: the undo, or the worker that takes over, looks for them.
    if (!tools.signal.aborted) await removeVmwareSnapshots(params, tools, { step })
    throw error
  }
}

async function areStillHeld(
  { quiesce, snapshot }: ReplicateParams,
  tools: ReplicateTools,
  vms: readonly VmConsistency[],
): Promise<boolean> {
  const asked = new Set(vms.flatMap((vm) => (vm.consistency === 'application' && vm.because === null ? vm.vmId : [])))
  const held = (quiesce?.vms ?? []).filter(({ vmId }) => asked.has(vmId))
  try {
    const driver = await tools.vcenter()
    const found = await inParallel(held, VMS_AT_ONCE, async ({ moref }) => {
      const signal = AbortSignal.any([tools.signal, tools.timeLimit(LOOK_MS)])
      const readiness = await driver.vmReadiness(moref, { signal })
      return readiness?.snapshots.some(({ name }) => name === snapshot) ?? false
    })
    return found.every(Boolean)
  } catch {
    tools.signal.throwIfAborted()
    return false
  }
}

function onlyCrashConsistent(vms: readonly VmConsistency[]): ZerfauxError {
  return new ZerfauxError(
    'precondition_failed',
    `This recovery point is not application-consistent as a whole: ${consistencySentence(vms)}`,
    {
      hint: 'It can be recovered from like after a power cut. Look at VMware Tools, and at the VSS writers or freeze scripts in the guest; the next run tries again.',
    },
  )
}
