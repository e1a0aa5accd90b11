import { analyseDivergence, type PendingReceive } from '../../domain/divergence.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { RepairScene } from '../../domain/repair-ways.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import type { ZfsDriver } from '../../drivers/zfs/zfs-driver.ts'

export type SceneOf = {
  readonly groupId: string
  readonly epoch: number
  readonly source: DatasetName
  readonly replica: DatasetName
  readonly candidate: { readonly dataset: DatasetName; readonly usedBy: string | null } | null
}

/**
 * Both sides as they are now, and what is the matter between them. Changes nothing.
 *
 * @throws ZerfauxError `precondition_failed` when the source dataset is not there: then nothing can be sent
 */
export async function observeScene(
  { groupId, epoch, source: dataset, replica, candidate }: SceneOf,
  appliances: { readonly source: ZfsDriver; readonly target: ZfsDriver },
): Promise<RepairScene> {
  const [source, target, adopted] = await Promise.all([
    appliances.source.observe(dataset),
    appliances.target.observe(replica),
    candidate && appliances.target.observe(candidate.dataset),
  ])
  if (!source) {
    throw new ZerfauxError('precondition_failed', `The source appliance has no dataset ${dataset}`, {
      hint: 'If the source is lost, leave the replica as it is: it is what you recover from.',
    })
  }
  const token = target?.receiveResumeToken ?? null
  const receive = token === null ? null : await pendingReceive(appliances.source, source, token)
  return {
    groupId,
    epoch,
    replica,
    source,
    target,
    divergence: analyseDivergence(source, target, receive),
    candidate: candidate && { ...candidate, state: adopted },
  }
}

async function pendingReceive(driver: ZfsDriver, source: DatasetState, token: string): Promise<PendingReceive> {
  try {
    const { toGuid, toName, bytesReceived } = await driver.decodeToken(source.dataset, token)
    const there = source.snapshots.some(({ guid }) => guid === toGuid)
    return { token, bytesReceived, staleBecause: there ? null : `${toName} is gone from the source` }
  } catch (error) {
    if (!(error instanceof ZerfauxError) || error.code !== 'resume_token_stale') throw error
    return { token, bytesReceived: null, staleBecause: error.message }
  }
}
