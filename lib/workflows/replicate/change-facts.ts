import { z } from 'zod'
import type { Guid } from '../../domain/zfs-names.ts'
import type { DatasetState, SendEstimate, SendStep } from '../../domain/zfs-state.ts'

const Bytes = z.number().nonnegative().nullable()
const ChangeFacts = z.object({ writtenBytes: Bytes, streamBytes: Bytes, logicalBytes: Bytes })

/** How much changed between a recovery point and the one before: what an unusual change is judged by. */
export type ChangeFacts = Readonly<z.infer<typeof ChangeFacts>>

const unknown: ChangeFacts = { writtenBytes: null, streamBytes: null, logicalBytes: null }
const Changes = z.object({ changes: z.record(z.string(), ChangeFacts) })

type Facts = Readonly<Record<string, unknown>>

/** Looked at before the send, and remembered with the job: a resumed transfer no longer tells. */
export function withChange(facts: Facts, source: DatasetState, step: SendStep, estimate: SendEstimate): Facts {
  if (step.kind === 'resume' || step.from === null) return {}
  const change: ChangeFacts = {
    writtenBytes: writtenBetween(source, step.from.guid, step.to.guid),
    streamBytes: estimate.bytes,
    logicalBytes: estimate.logicalBytes,
  }
  return { changes: { ...Changes.safeParse(facts).data?.changes, [step.to.guid]: change } }
}

export function changeOf(facts: Facts, guid: Guid): ChangeFacts {
  return Changes.safeParse(facts).data?.changes[guid] ?? unknown
}

/** Null where the base is a bookmark only: the snapshot after it counts from an older one then. */
function writtenBetween({ snapshots }: DatasetState, from: Guid, to: Guid): number | null {
  const [first, last] = [from, to].map((guid) => snapshots.findIndex((snapshot) => snapshot.guid === guid))
  if (first === undefined || last === undefined || first < 0 || last < first) return null
  return snapshots.slice(first + 1, last + 1).reduce((sum, { written }) => sum + written, 0)
}
