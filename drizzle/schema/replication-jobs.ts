import { bigint, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { isNull } from 'drizzle-orm'
import type { JournalEntry, JournalError } from '../../lib/domain/journal.ts'
import { protectedVms } from './protected-vms.ts'
import { protectionGroups } from './protection-groups.ts'
import { replicationTargets } from './replication-targets.ts'
import { vcenterConnections } from './vcenter-connections.ts'
import { createdAt, instant, jobKind, jobStatus, zerfaux } from './zerfaux-schema.ts'

/** One run of a workflow. What is to be done, and the journal that any worker goes by; pg-boss only delivers its id. */
export const replicationJobs = zerfaux
  .table(
    'replication_jobs',
    {
      id: uuid().primaryKey().defaultRandom(),
      kind: jobKind().notNull(),
      status: jobStatus().notNull().default('queued'),
      protectionGroupId: uuid('protection_group_id').references(() => protectionGroups.id, { onDelete: 'cascade' }),
      vcenterId: uuid('vcenter_id').references(() => vcenterConnections.id, { onDelete: 'cascade' }),
      targetId: uuid('target_id').references(() => replicationTargets.id, { onDelete: 'cascade' }),
      /** The protected VM that it is about; its group is found through it. */
      protectedVmId: uuid('protected_vm_id').references(() => protectedVms.id, { onDelete: 'set null' }),
      /** Jobs that were asked for together. */
      batchId: uuid('batch_id'),
      /** At most `laneLimit` jobs of one lane are under way at a time, e.g. moves onto one datastore. */
      lane: text(),
      laneLimit: integer('lane_limit'),
      /** Fixed when the job is made: editing the group later does not bend a job under way. */
      params: jsonb().notNull(),
      journal: jsonb().$type<JournalEntry[]>().notNull().default([]),
      bytesDone: bigint('bytes_done', { mode: 'number' }),
      /** Null when no estimate can be had. */
      bytesTotal: bigint('bytes_total', { mode: 'number' }),
      bytesPerSecond: bigint('bytes_per_second', { mode: 'number' }),
      /** The due time that the scheduler made it for; null for a run that a person asked for. */
      dueAt: instant('due_at'),
      /** 1 goes first. */
      priority: integer().notNull().default(3),
      /** When the limits per appliance and link let it begin; null = it waits for its turn. */
      admittedAt: instant('admitted_at'),
      attempts: integer().notNull().default(0),
      /** New with every claim: a worker that lost its claim fails its next write. */
      claimToken: uuid('claim_token'),
      worker: text(),
      cancelRequestedAt: instant('cancel_requested_at'),
      nextAttemptAt: instant('next_attempt_at'),
      error: jsonb().$type<JournalError>(),
      result: jsonb().$type<Record<string, unknown>>(),
      requestedBy: text('requested_by').notNull(),
      createdAt: createdAt(),
      startedAt: instant('started_at'),
      /** Set with the settled status, never otherwise; the indexes below lean on it. */
      finishedAt: instant('finished_at'),
      updatedAt: instant('updated_at').notNull().defaultNow(),
    },
    (table) => [
      uniqueIndex('one_active_job_per_group').on(table.protectionGroupId).where(isNull(table.finishedAt)),
      uniqueIndex('one_active_job_per_vcenter').on(table.vcenterId).where(isNull(table.finishedAt)),
      uniqueIndex('one_active_job_per_protected_vm').on(table.protectedVmId).where(isNull(table.finishedAt)),
      // Several workers decide at once: one run per group and due time.
      uniqueIndex('one_run_per_due_time').on(table.protectionGroupId, table.dueAt),
      index('replication_jobs_by_group').on(table.protectionGroupId, table.createdAt.desc().nullsFirst()),
      index('replication_jobs_by_protected_vm').on(table.protectedVmId, table.createdAt.desc().nullsFirst()),
      index('replication_jobs_by_batch').on(table.batchId),
      index('replication_jobs_by_lane').on(table.lane).where(isNull(table.finishedAt)),
      index('replication_jobs_newest').on(table.createdAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
      index('replication_jobs_unfinished').on(table.status).where(isNull(table.finishedAt)),
    ],
  )
  .enableRLS()
