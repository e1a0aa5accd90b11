import { and, eq, inArray, sql } from 'drizzle-orm'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { DatasetName } from '../domain/zfs-names.ts'
import type { Db } from './client.ts'

export type ReplicaToLookAt = { readonly groupId: string; readonly targetId: string; readonly dataset: DatasetName }

/** The replicas that nobody but replication may write to. */
export async function listReplicas(db: Db): Promise<ReplicaToLookAt[]> {
  const { id, drTargetId, drDataset, state } = protectionGroups
  const rows = await db
    .select({ groupId: id, targetId: drTargetId, dataset: drDataset })
    .from(protectionGroups)
    .where(inArray(state, ['protecting', 'paused']))
  return rows.map((row) => ({ ...row, dataset: DatasetName.parse(row.dataset) }))
}

/** Writes only what is new, and leaves `updated_at` alone: nothing about the group was decided. */
export async function recordReplicaLook(db: Db, groupId: string, writtenBytes: number | null): Promise<void> {
  const { id, replicaWrittenBytes } = protectionGroups
  await db
    .update(protectionGroups)
    .set({ replicaWrittenBytes: writtenBytes })
    .where(and(eq(id, groupId), sql`${replicaWrittenBytes} is distinct from ${writtenBytes}::bigint`))
}
