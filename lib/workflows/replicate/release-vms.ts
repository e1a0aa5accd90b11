import { ZerfauxError } from '../../domain/errors.ts'
import { inParallel } from '../in-parallel.ts'
import { VMS_AT_ONCE } from './hold-vms-still.ts'
import type { QuiesceVm, ReplicateParams } from './replicate-params.ts'
import type { ReplicateStep, ReplicateTools } from './replicate-tools.ts'
import { whySiteIsShut } from './site-is-shut.ts'
import { vmConsistencyOf } from './vm-facts.ts'

/** A snapshot of seconds is consolidated in seconds; one that takes longer goes on without us. */
const RELEASE_MS = 120_000
const NAMED = 5

/** Directly after the ZFS snapshot and before the send: no guest runs on its delta for the length of a transfer. */
export const releaseVms: ReplicateStep = {
  name: 'release_vms',
  title: 'Remove the VMware snapshots',
  when: ({ quiesce }) => quiesce !== null,
  run: (params, tools) => removeVmwareSnapshots(params, tools, { step: 'release_vms', stop: tools.signal }),
}

/** A snapshot that its VM began and did not finish in time may have come into being since. */
export const releaseStragglers: ReplicateStep = {
  name: 'release_stragglers',
  title: 'Look for late VMware snapshots',
  when: ({ quiesce }) => quiesce !== null,
  async run(params, tools) {
    const held = new Map(vmConsistencyOf(tools.facts())?.map(({ vmId, consistency }) => [vmId, consistency]))
    const only = (vm: QuiesceVm) => held.get(vm.vmId) !== 'application'
    await removeVmwareSnapshots(params, tools, { step: 'release_stragglers', stop: tools.signal, only })
  },
}

/**
 * Removes the VMware snapshots that carry the recovery point's exact name, from every VM of the run.
 * What cannot be removed now is told and left to the sweeper: a vCenter that is away must not hold up the send.
 */
export async function removeVmwareSnapshots(
  { quiesce, snapshot }: ReplicateParams,
  tools: ReplicateTools,
  options: { readonly step: string; readonly stop?: AbortSignal; readonly only?: (vm: QuiesceVm) => boolean },
): Promise<void> {
  const { step, stop, only = () => true } = options
  const left: { readonly name: string; readonly because: string }[] = []
  let shut: string | null = null
  await inParallel((quiesce?.vms ?? []).filter(only), VMS_AT_ONCE, async ({ moref, name }) => {
    if (shut !== null) return void left.push({ name, because: shut })
    const limit = tools.timeLimit(RELEASE_MS)
    try {
      const driver = await tools.vcenter()
      await driver.removeSnapshotsNamed(moref, snapshot, { signal: stop ? AbortSignal.any([stop, limit]) : limit })
    } catch (error) {
      stop?.throwIfAborted()
      if (limit.aborted)
        return void left.push({ name, because: `consolidating takes longer than ${RELEASE_MS / 1000} s` })
      if (!(error instanceof ZerfauxError)) throw error
      shut = whySiteIsShut(error) ?? shut
      left.push({ name, because: error.message })
    }
  })
  if (left.length > 0) await tools.notice(step, stillThere(snapshot, left))
}

function stillThere(snapshot: string, left: readonly { readonly name: string; readonly because: string }[]) {
  const named = left.slice(0, NAMED).map(({ name, because }) => `${name}: ${because}`)
  const more = left.length > NAMED ? [`${left.length - NAMED} more`] : []
  return new ZerfauxError(
    'busy',
    `VMware snapshots called ${snapshot} may be left on ${left.length} VMs. ${[...named, ...more].join('; ')}`,
    { hint: 'They are looked for again every few minutes and removed by themselves once the vCenter lets them go.' },
  )
}
