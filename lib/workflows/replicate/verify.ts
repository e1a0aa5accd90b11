import { ZerfauxError } from '../../domain/errors.ts'
import { pointConsistency } from '../../domain/quiesce.ts'
import { isOurs } from '../../domain/zfs-names.ts'
import { changeOf } from './change-facts.ts'
import type { ReplicateParams } from './replicate-params.ts'
import { observeBoth, recoveryPointId, type ReplicateStep } from './replicate-tools.ts'
import { arrivedSubjectOf, isOwn } from './subject.ts'
import { vmConsistencyOf } from './vm-facts.ts'

/** "Replicated" means: the guid read back from the target equals the source's, and no receive is pending. Nothing else counts. */
export const verify: ReplicateStep = {
  name: 'verify',
  title: 'Verify on the target',
  async run(params, tools) {
    const { source, target } = await observeBoth(params, tools)
    const subject = arrivedSubjectOf(params, source, target)
    const received = subject && target?.snapshots.find((snapshot) => snapshot.guid === subject.guid)
    if (!subject || !target || !received || target.receiveResumeToken) {
      throw new ZerfauxError('diverged', `${params.target} does not hold the recovery point that was sent to it`, {
        hint: 'Run the group again. If it stays, look at the receive on the target with `zfs list -t snapshot`.',
      })
    }
    // A bookmark has its snapshot's guid: of one that was sent and then thinned out, it tells that it was the source's.
    const shared = new Set([...source.snapshots, ...source.bookmarks].map(({ guid }) => guid))
    const known = await tools.points.onRecord(params.groupId, params.targetId, params.target)
    for (const point of target.snapshots.filter((snapshot) => isOurs(snapshot.name) && shared.has(snapshot.guid))) {
      const id = recoveryPointId(params.targetId, point.guid)
      const change = changeOf(tools.facts(), point.guid)
      // Of what an earlier run recorded there is nothing new to say, and there may be a thousand of them.
      if (known.has(id) && point.guid !== subject.guid && change.streamBytes === null) continue
      await tools.points.record({
        id,
        groupId: params.groupId,
        targetId: params.targetId,
        dataset: params.target,
        snapshot: point.name,
        guid: point.guid,
        sequence: sequenceOf(point.name),
        ...(point.name === params.snapshot ? describedBy(params, tools.facts()) : unknown),
        takenAt: new Date(point.creation * 1000),
        bytes: point.guid === subject.guid ? bytesSent(tools.facts()) : null,
        referencedBytes: point.referenced,
        ...change,
      })
    }
    await tools.result({ guid: subject.guid, outcome: outcomeOf(params, subject.name) })
  },
}

/** What this run knows of the point it took; of points that came along with it, it knows nothing. */
const unknown = { consistency: 'crash', vmConsistency: null, label: null } as const

function describedBy({ quiesce, label }: ReplicateParams, facts: Readonly<Record<string, unknown>>) {
  const vmConsistency = quiesce && vmConsistencyOf(facts)
  return { consistency: pointConsistency(vmConsistency), vmConsistency, label }
}

function bytesSent(facts: Readonly<Record<string, unknown>>): number | null {
  return typeof facts.bytesSent === 'number' ? facts.bytesSent : null
}

function outcomeOf(params: ReplicateParams, name: string): 'replicated' | 'unchanged' {
  return isOwn(params, name) ? 'replicated' : 'unchanged'
}

function sequenceOf(name: string): number {
  return Number(name.split('_').at(-1))
}
