import { expect, test } from 'vitest'
import { judgeAlerts } from '../../lib/workflows/alerts/judge-alerts.ts'
import { judgeLeftovers } from '../../lib/workflows/alerts/judge-leftovers.ts'
import { seedDemo } from '../../lib/services/demo/seed-demo.ts'
import { call, database as db, system, tokenOf } from './call.ts'

test('a new demo leaves nothing behind at its sites, and raises no alert', async () => {
  await seedDemo(db)
  const token = await tokenOf('viewer')
  expect((await call('GET', '/leftovers', { token })).body).toMatchObject({ items: [], sites: { length: 4 } })
  await judgeAlerts(db, new Date(), new Map())
  await judgeLeftovers({ db, sites: system().sites }, () => new Date(), AbortSignal.timeout(20_000))
  expect((await call('GET', '/alerts', { token })).body.items).toEqual([])
})
