import { ZerfauxError } from '../../domain/errors.ts'
import type { DecodedToken } from '../../domain/zfs-state.ts'
import { SnapshotName } from '../../domain/zfs-names.ts'
import type { ReplicateParams } from '../replicate.ts'
import { observeBoth, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'

/**
 * A receive that was cut short blocks every other one, so it comes first: resumed when the source
 * can still make that stream, discarded when it never can (failure-modes row 3). Discarding touches
 * no received snapshot.
 */
export const finishInterrupted: ReplicateStep = {
  name: 'finish_interrupted',
  title: 'Finish an interrupted transfer',
  async run(params, tools) {
    const { source, target } = await observeBoth(params, tools)
    const token = target?.receiveResumeToken
    if (!token) return
    const decoded = await decode(params, tools, token)
    const to = decoded && source.snapshots.find((snapshot) => snapshot.guid === decoded.toGuid)
    if (!decoded || !to) return discard(params, tools)
    await tools.result({ bytesResumed: decoded.bytesReceived })
    const bytesTotal = decoded.bytesRemaining === null ? null : decoded.bytesReceived + decoded.bytesRemaining
    await tools.source.send(
      params.source,
      { kind: 'resume', token, to: { name: to.name, guid: to.guid } },
      { appliance: tools.target, dataset: params.target, transferId: params.groupId },
      {
        signal: tools.signal,
        stallSeconds: tools.stallSeconds,
        onBytes: (bytes) => tools.reportBytes({ bytesDone: decoded.bytesReceived + bytes, bytesTotal }),
      },
    )
  },
}

/** Null when the stream can never be finished; that is journalled with its reason. */
async function decode(params: ReplicateParams, tools: ReplicateTools, token: string): Promise<DecodedToken | null> {
  try {
    const decoded = await tools.source.decodeToken(params.source, token)
    SnapshotName.parse(decoded.toName.split('@').at(-1))
    return decoded
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
