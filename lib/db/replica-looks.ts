import { eq, inArray } from 'drizzle-orm'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import type { Db } from './client.ts'

export type ReplicaToLookAt = { readonly groupId: string; readonly targetId: string; readonly dataset: string }

/** The replicas that nobody but replication may write to. */
export async function listReplicas(db: Db): Promise<ReplicaToLookAt[]> {
  const { id, drTargetId, drDataset, state } = protectionGroups
  return db
    .select({ groupId: id, targetId: drTargetId, dataset: drDataset })
    .from(protectionGroups)
    .where(inArray(state, ['protecting', 'paused']))
}

/** Leaves `updated_at` alone: nothing about the group was decided. */
export async function recordReplicaLook(
  db: Db,
  groupId: string,
  look: { readonly writtenBytes: number | null; readonly at: Date },
): Promise<void> {
  await db
    .update(protectionGroups)
    .set({ replicaWrittenBytes: look.writtenBytes, replicaLookedAt: look.at })
    .where(eq(protectionGroups.id, groupId))
}
