import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { openPool } from '../../lib/db/open-database.ts'
import { call, tokenOf } from './call.ts'
import { waitForJob, withWorker } from './worker.ts'

withWorker()
const others = openPool(process.env['DATABASE_URL'] ?? '', { max: 1 })
afterAll(() => others.end())

test('a session that ends in the middle of an inventory costs an attempt, and nothing else', async () => {
  const token = await tokenOf('admin')
  const host = `vms-3000.${randomUUID()}.demo`
  const fields = { name: host, driver: 'simulated', host, username: 'u', password: 'simulated' }
  const { body: vcenter } = await call('POST', '/vcenters', { token, body: fields })
  const { body: accepted } = await call('POST', `/vcenters/${vcenter['id']}/sync`, { token })
  const id = String(accepted['job_id'])
  await expect.poll(endWhoeverInserts, { timeout: 20_000, interval: 5 }).toBe(1)

  const waiting = await waitForJob(id, token, ({ error }) => error !== null)
  expect(waiting).toMatchObject({ status: 'retrying', error: { code: 'unreachable' } })
  const ended = await waitForJob(id, token)
  expect(ended).toMatchObject({ status: 'succeeded', attempts: 2, result: { vms_found: 3000, vms_added: 3000 } })
})

/** As a restarted server, a pooler or an administrator does. */
async function endWhoeverInserts(): Promise<number | null> {
  const ended = await others.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and state <> 'idle' and query like 'insert into "zerfaux"."vms"%'`)
  return ended.rowCount
}
