import { pino } from 'pino'
import { expect, test } from 'vitest'
import { DatasetName } from '../../lib/domain/zfs-names.ts'
import { writeTo } from '../../lib/drivers/zfs/simulated-faults.ts'
import { judgeAlerts } from '../../lib/workflows/alerts/judge-alerts.ts'
import { lookAtReplicas } from '../../lib/workflows/duties/check-replicas.ts'
import { Sites } from '../../lib/workflows/sites.ts'
import { call, database as db, tokenOf } from './call.ts'
import { makeSmallGroup } from './small-group.ts'
import { withWorker } from './worker.ts'

withWorker()

test('failure-modes row 1: who writes to a replica is noticed without any run, also of a paused group', async () => {
  const token = await tokenOf('admin')
  const group = await makeSmallGroup(token, 'meddled')
  await makeSmallGroup(token, 'never-seeded')
  const sites = new Sites(db)
  const alerts = async () => {
    await lookAtReplicas({ db, sites, log: pino({ level: 'silent' }) }, new AbortController().signal)
    await judgeAlerts(db, new Date(), new Map())
    return (await call('GET', '/alerts', { token })).body.items
  }
  expect(await group.run()).toMatchObject({ status: 'succeeded' })
  expect(await alerts()).toEqual([])

  await call('POST', `/protection-groups/${group.id}/pause`, { token })
  await writeTo(group.stores.target, DatasetName.parse(group.dataset), 4096)
  expect(await alerts()).toMatchObject([
    { kind: 'replica_modified', severity: 'critical', subject: 'meddled', facts: { written_bytes: 4096 } },
  ])
  await sites.close()
})
