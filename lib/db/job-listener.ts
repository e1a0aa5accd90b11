import 'server-only'
import { env } from '../config/env.ts'
import { openSql } from './open-sql.ts'

/**
 * Listens for changed jobs on a connection of its own, which it opens anew when it is lost.
 *
 * @param onReady after each (re)connect: what changed meanwhile was not heard
 */
export async function listenForJobs(onJob: (jobId: string) => void, onReady: () => void): Promise<void> {
  const sql = openSql(env.DATABASE_URL, { max: 1 })
  await sql.listen('zerfaux_jobs', onJob, onReady)
}
