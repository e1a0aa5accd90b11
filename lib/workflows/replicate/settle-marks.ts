import { ZerfauxError } from '../../domain/errors.ts'
import { planMarks } from '../../domain/replica-marks.ts'
import { applyAll, holdOf, observeBoth, type ReplicateStep } from './replicate-tools.ts'
import { arrivedSubjectOf } from './subject.ts'

/** Target first: from then on nothing can destroy the point there; only then may the source let go. */
export const settleMarks: ReplicateStep = {
  name: 'settle_marks',
  title: 'Hold the recovery point, move the cursor',
  async run(params, tools) {
    const { source, target } = await observeBoth(params, tools)
    const subject = arrivedSubjectOf(params, source, target)
    if (!subject || !target)
      throw new ZerfauxError('not_found', `The verified recovery point of ${params.target} is gone`)
    const marks = planMarks(source, target, {
      groupId: params.groupId,
      jobId: params.jobId,
      targetId: params.targetId,
      epoch: params.epoch,
      guid: subject.guid,
      sequence: params.sequence,
      pointHold: holdOf(params.targetId),
    })
    await applyAll(tools.target, params.target, marks.target)
    await applyAll(tools.source, params.source, marks.source)
  },
}
