import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { RUNS_LEARNED_FROM } from '../domain/run-length.ts'
import type { Db } from './client.ts'

const Row = z.object({ group_id: z.string(), seconds: z.array(z.number()) })

/**
 * Seconds that the last successful replications of each group took, newest first. One that had to be
 * tried again says more about the outage than about the run, and is left out; so is a first copy, of which no
 * change was measured. A group that never ran is not in it.
 */
export async function listRunLengths(db: Db, groupIds: readonly string[]): Promise<Map<string, readonly number[]>> {
  if (groupIds.length === 0) return new Map()
  const { rows } = await db.execute(sql`
    select wanted.id as group_id, array_agg(run.seconds order by run.created_at desc) as seconds
    from unnest(${`{${groupIds.join(',')}}`}::uuid[]) as wanted (id)
    cross join lateral (
      select created_at, extract(epoch from finished_at - started_at)::float8 as seconds
      from zerfaux.replication_jobs
      where protection_group_id = wanted.id and kind = 'replicate' and status = 'succeeded' and attempts = 1
        and not coalesce(result->>'outcome' = 'replicated' and not result ? 'changes', false)
      order by created_at desc
      limit ${RUNS_LEARNED_FROM}
    ) as run
    group by wanted.id`)
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map(({ group_id: id, seconds }) => [id, seconds]),
  )
}
