import { bigint, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { VmConsistency } from '../../lib/domain/vm-consistency.ts'
import { protectionGroups } from './protection-groups.ts'
import { replicationTargets } from './replication-targets.ts'
import { consistency, createdAt, instant, zerfaux } from './zerfaux-schema.ts'

/** What a group can be recovered to: a snapshot on the target whose guid was read back there and equals the source's. */
export const recoveryPoints = zerfaux
  .table(
    'recovery_points',
    {
      id: uuid().primaryKey(),
      protectionGroupId: uuid('protection_group_id')
        .notNull()
        .references(() => protectionGroups.id, { onDelete: 'cascade' }),
      targetId: uuid('target_id')
        .notNull()
        .references(() => replicationTargets.id, { onDelete: 'restrict' }),
      dataset: text().notNull(),
      snapshotName: text('snapshot_name').notNull(),
      guid: text().notNull(),
      sequence: integer().notNull(),
      consistency: consistency().notNull(),
      takenAt: instant('taken_at').notNull(),
      verifiedAt: instant('verified_at').notNull(),
      /** Until then the source held exactly this content: a later snapshot of it was empty. */
      currentUntil: instant('current_until').notNull(),
      /** Bytes sent for it. */
      bytes: bigint({ mode: 'number' }),
      /** Bytes that it refers to on the target. */
      referencedBytes: bigint('referenced_bytes', { mode: 'number' }),
      /** What the source wrote since the point before. */
      writtenBytes: bigint('written_bytes', { mode: 'number' }),
      /** The same change before compression; with `streamBytes` it tells how compressible the change was. */
      logicalBytes: bigint('logical_bytes', { mode: 'number' }),
      streamBytes: bigint('stream_bytes', { mode: 'number' }),
      /** Per VM whether it was quiesced, and why not. Null where nobody asked for it. */
      vmConsistency: jsonb('vm_consistency').$type<VmConsistency[]>(),
      /** An operator's own word for it: "before upgrade". */
      label: text(),
      /** Legal hold: kept whatever retention says, until unpinned. */
      pinnedAt: instant('pinned_at'),
      pinnedBy: text('pinned_by'),
      pinReason: text('pin_reason'),
      prunedAt: instant('pruned_at'),
      createdAt: createdAt(),
    },
    (table) => [
      uniqueIndex('recovery_points_guid').on(table.targetId, table.dataset, table.guid),
      index('recovery_points_newest').on(table.protectionGroupId, table.sequence.desc().nullsFirst()),
    ],
  )
  .enableRLS()
