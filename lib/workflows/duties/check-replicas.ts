import { listReplicas, recordReplicaLook } from '../../db/replica-looks.ts'
import { getTarget } from '../../db/replication-targets.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { Duty, DutyTools } from '../duties.ts'

/**
 * Has anybody written to a replica (failure-modes row 1)? One look for each appliance, however many
 * groups lie there; no run is needed to find it, so a paused group is looked after too.
 */
export const checkReplicas: Duty = {
  name: 'check_replicas',
  everySeconds: 300,
  run: lookAtReplicas,
}

export async function lookAtReplicas(
  { db, sites, log }: Pick<DutyTools, 'db' | 'sites' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const byTarget = Map.groupBy(await listReplicas(db), ({ targetId }) => targetId)
  for (const [targetId, replicas] of byTarget) {
    signal.throwIfAborted()
    try {
      const appliance = sites.applianceOf(await getTarget(db, targetId))
      const seen = await appliance.observeMany(replicas.map(({ dataset }) => dataset))
      for (const { groupId, dataset } of replicas) {
        const state = seen.get(dataset)
        // Without a recovery point it is a first receive that is under way, or no replica at all.
        const writtenBytes = state && state.snapshots.length > 0 ? state.written : null
        await recordReplicaLook(db, groupId, writtenBytes)
      }
    } catch (error) {
      if (!(error instanceof ZerfauxError)) throw error
      log.warn({ target: targetId, code: error.code }, 'the replicas of an appliance could not be looked at')
    }
  }
}
