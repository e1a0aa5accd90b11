import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import type { ProtectedVmAttention } from '../domain/protected-vm-attention.ts'
import type { Db } from './client.ts'

/** Ids of protected VMs by group, whose shell should be in that vCenter and which no job is at work on. */
export async function listShellsOnRecord(db: Db, vcenterId: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const { direction, sourceVcenterId, drVcenterId } = protectionGroups
  const rows = await db
    .select({ id: protectedVms.id, groupId: protectedVms.protectionGroupId })
    .from(protectedVms)
    .innerJoin(protectionGroups, eq(protectionGroups.id, protectedVms.protectionGroupId))
    .leftJoin(
      replicationJobs,
      and(eq(replicationJobs.protectedVmId, protectedVms.id), isNull(replicationJobs.finishedAt)),
    )
    .where(
      and(
        inArray(protectedVms.drShellStatus, ['created', 'missing']),
        or(
          and(eq(direction, 'forward'), eq(drVcenterId, vcenterId)),
          and(eq(direction, 'reversed'), eq(sourceVcenterId, vcenterId)),
        ),
        isNull(replicationJobs.id),
      ),
    )
  const byGroup = new Map<string, string[]>()
  for (const { id, groupId } of rows) byGroup.set(groupId, [...(byGroup.get(groupId) ?? []), id])
  return byGroup
}

export type Sighted = {
  readonly protectedVmId: string
  /** What was on record when it was looked for: a job that has ended since knows better. */
  readonly seen: { readonly status: 'created' | 'missing'; readonly moref: string | null }
  readonly status: 'created' | 'missing'
  readonly moref: string | null
  /** Of shells only; what others say of the VM is not this one's to change. */
  readonly notices: readonly ProtectedVmAttention[]
}

/** @returns whether it was still so */
export async function recordSighting(db: Db, { protectedVmId, seen, ...sighted }: Sighted): Promise<boolean> {
  const notices = JSON.stringify(sighted.notices)
  const changed = await db
    .update(protectedVms)
    .set({
      drShellStatus: sighted.status,
      drShellMoref: sighted.moref,
      attention: sql`(
        select coalesce(jsonb_agg(one), '[]'::jsonb) from jsonb_array_elements(${protectedVms.attention}) as one
        where one ->> 'code' not in ('dr_shell_missing', 'dr_shell_changed')
      ) || ${notices}::jsonb`,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(protectedVms.id, protectedVmId),
        eq(protectedVms.drShellStatus, seen.status),
        sql`${protectedVms.drShellMoref} is not distinct from ${seen.moref}`,
      ),
    )
    .returning({ id: protectedVms.id })
  return changed.length === 1
}
