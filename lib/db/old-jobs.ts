import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'

/**
 * Forgets ended jobs of long ago, some at a time; gives how many. Each group, vCenter and appliance keeps
 * its newest, and an alert keeps the job that it tells of.
 */
export async function forgetOldJobs(
  db: Db,
  { afterDays, keepNewest, atMost }: { afterDays: number; keepNewest: number; atMost: number },
): Promise<number> {
  const { rows: forgotten } = await db.execute(sql`
    delete from zerfaux.replication_jobs where id in (
      select id from (
        select id, finished_at, row_number() over (
          partition by coalesce(protection_group_id, vcenter_id, target_id) order by created_at desc
        ) as place
        from zerfaux.replication_jobs
        where finished_at is not null
      ) as ended
      where place > ${keepNewest} and finished_at < now() - make_interval(days => ${afterDays})
        and not exists (select 1 from zerfaux.alerts where job_id = ended.id)
      limit ${atMost}
    )
    returning id`)
  return forgotten.length
}
