import { ZerfauxError } from '../../domain/errors.ts'
import type { DecodedToken } from '../../domain/zfs-state.ts'
import { beginSending } from './keeping-points.ts'
import type { ReplicateParams } from './replicate-params.ts'
import { sendStep } from './send-step.ts'
import { observeBoth, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'
import { observeWhoAnswers } from './target-away.ts'

/**
 * A receive that was cut short blocks every other one, so it comes first: resumed when the source
 * can still make that stream, discarded when it never can (failure-modes row 3). Discarding touches
 * no received snapshot.
 */
export const finishInterrupted: ReplicateStep = {
  name: 'finish_interrupted',
  title: 'Finish an interrupted transfer',
  async run(params, tools) {
    if ((await observeWhoAnswers(params, tools)).away) return
    const bytesSent = await resumeOrDiscard(params, tools)
    if (bytesSent > 0) await tools.result({ bytesSent })
  },
}

/** Also for a transfer that this very job had begun before it was interrupted. Returns the bytes sent, 0 where none is pending. */
export async function resumeOrDiscard(params: ReplicateParams, tools: ReplicateTools): Promise<number> {
  const { source, target } = await observeBoth(params, tools)
  const token = target?.receiveResumeToken
  if (!token) return 0
  const decoded = await decode(params, tools, token)
  const to = decoded && source.snapshots.find((snapshot) => snapshot.guid === decoded.toGuid)
  if (!decoded || !to) {
    await discard(params, tools)
    return 0
  }
  await beginSending(tools)
  await tools.result({ bytesResumed: decoded.bytesReceived })
  const bytesTotal = decoded.bytesRemaining === null ? null : decoded.bytesReceived + decoded.bytesRemaining
  let bytesSent = 0
  const step = { kind: 'resume', token, to: { name: to.name, guid: to.guid } } as const
  await sendStep(params, tools, step, (bytes) => {
    bytesSent = bytes
    tools.reportBytes({ bytesDone: decoded.bytesReceived + bytes, bytesTotal })
  })
  return bytesSent
}

/** Null when the stream can never be finished; that is journalled with its reason. */
async function decode(params: ReplicateParams, tools: ReplicateTools, token: string): Promise<DecodedToken | null> {
  try {
    return await tools.source.decodeToken(params.source, token)
  } catch (error) {
    if (!(error instanceof ZerfauxError) || error.code !== 'resume_token_stale') throw error
    await tools.notice('finish_interrupted', error)
    return null
  }
}

async function discard(params: ReplicateParams, tools: ReplicateTools): Promise<void> {
  await tools.notice(
    'finish_interrupted',
    new ZerfauxError(
      'resume_token_stale',
      `The partial transfer into ${params.target} can never be finished and was discarded; no recovery point was touched`,
      { hint: 'Nothing to do: this run sends anew from the newest common recovery point.' },
    ),
  )
  await tools.target.apply([{ do: 'abort_receive', dataset: params.target }])
}
