import { ZerfauxError } from '../../domain/errors.ts'
import { planSend } from '../../domain/send-plan.ts'
import { DatasetName, stepHold, type Guid } from '../../domain/zfs-names.ts'
import type { DatasetState, SendStep } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'
import { withChange } from './change-facts.ts'
import { judgeTarget } from './check-sites.ts'
import { resumeOrDiscard } from './finish-interrupted.ts'
import { beginSending } from './keeping-points.ts'
import { applyAll, observeBoth, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'
import { sendStep } from './send-step.ts'
import { subjectOf } from './subject.ts'
import { isAway, isBack } from './target-away.ts'

/** Observe, plan one hop, send it, look again: reality moves, and a plan made once would not notice. */
export const sendRecoveryPoints: ReplicateStep = {
  name: 'send',
  title: 'Send to the recovery site',
  async run(params, tools) {
    await judgeReturned(params, tools)
    let bytesBefore = await resumeOrDiscard(params, tools)
    if (bytesBefore > 0) await tools.result({ bytesSent: bytesBefore })
    let arriving: Guid | null = null
    for (;;) {
      const { source, target } = await observeBoth(params, tools)
      const subject = subjectOf(params, source, target)
      if (!subject)
        throw new ZerfauxError(
          'not_found',
          `${params.source}@${params.snapshot} is gone from the source before it was sent`,
        )
      if (target) refuseWhileReceiving(target)
      const plan = planSend(source, target, subject.guid)
      if (plan.kind === 'up_to_date') return
      if (arriving === plan.step.to.guid) throw didNotArrive(params, plan.step)
      arriving = plan.step.to.guid
      if (!target) await tools.target.apply([{ do: 'create_parents', dataset: params.target }])
      const estimate = await tools.source.estimate(params.source, plan.step)
      await refuseWithoutRoom(params, tools, target, estimate.bytes)
      await tools.result(withChange(tools.facts(), source, plan.step, estimate))
      await holdBothEnds(params, tools, source, plan.step)
      await beginSending(tools)
      let bytes = 0
      const total = params.compression === 'zstd' ? estimate.logicalBytes : estimate.bytes
      await sendStep(params, tools, plan.step, (done) => {
        bytes = done
        tools.reportBytes({
          bytesDone: bytesBefore + done,
          bytesTotal: total === null ? null : bytesBefore + total,
        })
      })
      bytesBefore += bytes
      await tools.result({ bytesSent: bytesBefore })
    }
  },
}

/** A send that ends well and brings nothing must neither count as done nor be repeated for ever (failure-modes row 9). */
function didNotArrive({ target }: ReplicateParams, { to }: SendStep): ZerfauxError {
  return new ZerfauxError('diverged', `The transfer of ${to.name} ended well, but ${target} does not hold it`, {
    hint: 'Look at the receive on the target with `zfs list -t snapshot`, then run the group again.',
  })
}

/** What the first step would have found, had the target answered then. */
async function judgeReturned(params: ReplicateParams, tools: ReplicateTools): Promise<void> {
  if (!isAway(tools)) return
  const { source, target } = await observeBoth(params, tools)
  await judgeTarget(params, tools, source, target)
  await isBack(tools)
}

/** Nobody prunes what is being sent, nor what it builds on (failure-modes row 4). Of the job's own point it is so already. */
async function holdBothEnds(
  params: ReplicateParams,
  tools: ReplicateTools,
  source: DatasetState,
  step: SendStep,
): Promise<void> {
  if (step.kind === 'resume') return
  const ends = new Set([step.to.guid, ...(step.from?.kind === 'snapshot' ? [step.from.guid] : [])])
  const tag = stepHold(params.jobId)
  const free = source.snapshots.filter(({ guid, holds }) => ends.has(guid) && !holds.includes(tag))
  await applyAll(
    tools.source,
    params.source,
    free.map(({ name: snapshot }) => ({ do: 'hold', dataset: params.source, snapshot, tag })),
  )
}

/**
 * A first receive has no snapshot yet, and while it runs it keeps its token to itself. It was not there
 * when the sites were checked, so it is this job's own, of a worker that was frozen and then replaced.
 */
function refuseWhileReceiving({ dataset, snapshots, receiveResumeToken: token }: DatasetState): void {
  if (snapshots.length > 0 || token) return
  throw new ZerfauxError(
    'busy',
    `${dataset} is there without a recovery point: an earlier attempt may still be at work`,
    {
      hint: 'It is looked at again by itself: what the earlier attempt has brought is kept.',
    },
  )
}

/** Asked beforehand: a receive that runs into a full pool leaves a partial state and a site in trouble. */
async function refuseWithoutRoom(
  params: ReplicateParams,
  tools: ReplicateTools,
  target: DatasetState | null,
  estimate: number | null,
): Promise<void> {
  if (estimate === null) return
  const room =
    target ??
    (await tools.target.observe(DatasetName.parse(params.target.split('/').slice(0, -1).join('/') || params.target)))
  if (!room || room.available >= estimate) return
  throw new ZerfauxError(
    'target_full',
    `The transfer needs ${estimate} bytes, and ${room.dataset} on the target has ${room.available} available`,
    { hint: 'Free space on the target pool, raise its quota, or keep fewer recovery points. Nothing was changed.' },
  )
}
