import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setUnreachable } from '../../lib/drivers/zfs/simulated-faults.ts'
import { judgeAlerts } from '../../lib/workflows/alerts/judge-alerts.ts'
import { judgeLeftovers } from '../../lib/workflows/alerts/judge-leftovers.ts'
import { Sites } from '../../lib/workflows/sites.ts'
import { call, database as db, tokenOf } from './call.ts'
import { makeSmallGroup, type SmallGroup } from './small-group.ts'
import { withWorker } from './worker.ts'

let token = ''
let group: SmallGroup
const sites = new Sites(db)
const start = Date.now()

withWorker()

beforeAll(async () => {
  token = await tokenOf('admin')
  group = await makeSmallGroup(token, 'facts')
  await group.run()
})
afterAll(() => sites.close())

const judge = () => judgeAlerts(db, new Date(), new Map())
const open = async (kind: string): Promise<Record<string, string>[]> =>
  (await call('GET', `/alerts?open=true&kind=${kind}`, { token })).body.items

test('runs that take more than half of the RPO; a first copy does not count', async () => {
  const add = (result: object, seconds: number) =>
    db.execute(sql`insert into zerfaux.replication_jobs
    (id, kind, status, protection_group_id, params, result, attempts, requested_by, created_at, started_at, finished_at)
    values (${randomUUID()}, 'replicate', 'succeeded', ${group.id}, '{}', ${JSON.stringify(result)}::jsonb, 1, 'test', now(),
      now() - make_interval(secs => ${seconds}), now())`)
  for (let run = 0; run < 5; run++) await add({ outcome: 'replicated' }, 50_000)
  await judge()
  expect(await open('run_too_long')).toEqual([])
  for (let run = 0; run < 10; run++) await add({ outcome: 'replicated', changes: {} }, 2400)
  await judge()
  expect(await open('run_too_long')).toMatchObject([
    {
      severity: 'warning',
      group_id: group.id,
      message: expect.stringContaining('Runs take 40 min'),
      facts: { expected_seconds: 2400 },
    },
  ])
})

test('a job that waits for a person, and what it keeps on the source meanwhile', async () => {
  const piled = { points: 48, capped: true, fullInDays: null, message: '48 points wait', hint: 'Bring it back.' }
  await db.execute(sql`insert into zerfaux.replication_jobs
    (id, kind, status, protection_group_id, params, result, error, requested_by) values (${randomUUID()}, 'replicate',
      'needs_operator', ${group.id}, '{}', ${JSON.stringify({ pilingUp: piled })}::jsonb,
      ${JSON.stringify({ code: 'target_full', message: 'tank is full', hint: 'Free some.' })}::jsonb, 'test')`)
  await judge()
  expect(await open('snapshots_piling_up')).toMatchObject([{ severity: 'critical', message: '48 points wait' }])
  expect(await open('job_needs_operator')).toMatchObject([
    { subject: 'facts', message: 'Replicating facts waits for a decision: tank is full', hint: 'Free some.' },
  ])
  await db.execute(sql`update zerfaux.replication_jobs set status = 'cancelled', finished_at = now()
    where finished_at is null`)
})

test('leftovers at a site; another judge leaves that alert alone, and a site that is silent keeps it open', async () => {
  await group.stores.target.update((appliance) => {
    for (const snapshot of appliance.datasets[group.dataset]?.snapshots ?? [])
      snapshot.holds.push('zfx:step:77777777-7777-4777-8777-777777777777')
  })
  const look = (minutes: number) =>
    judgeLeftovers({ db, sites }, () => new Date(start + minutes * 60_000), AbortSignal.timeout(20_000))
  await look(0)
  const found = [{ target_id: group.target.target, subject: 'facts target NAS', facts: { count: 1 } }]
  expect(await open('leftovers_found')).toMatchObject(found)
  await judgeAlerts(db, new Date(start + 600 * 60_000), new Map())
  expect(await open('leftovers_found')).toMatchObject(found)

  await group.stores.target.update((appliance) => {
    for (const snapshot of appliance.datasets[group.dataset]?.snapshots ?? [])
      snapshot.holds = snapshot.holds.filter((tag) => !tag.startsWith('zfx:step:'))
  })
  await setUnreachable(group.stores.target, true)
  await look(60)
  expect(await open('leftovers_found')).toMatchObject(found)
  await setUnreachable(group.stores.target, false)
  await look(120)
  expect(await open('leftovers_found')).toEqual([])
})
