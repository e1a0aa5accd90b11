import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { scrambleContent } from '../../lib/drivers/zfs/simulated-faults.ts'
import { judgeAlerts } from '../../lib/workflows/alerts/judge-alerts.ts'
import { call, database as db, tokenOf } from './call.ts'
import { makeSmallGroup } from './small-group.ts'
import { withWorker } from './worker.ts'

const MIB = 1024 ** 2

withWorker()

test('content that is encrypted is noticed, and the recovery point before it is offered', async () => {
  const token = await tokenOf('admin')
  const group = await makeSmallGroup(token, 'files')
  await group.stores.source.update((appliance) => {
    const content = appliance.datasets[group.dataset]
    Object.assign(content ?? {}, { referenced: 100 * MIB, position: 100 * MIB, changeBytesPerMinute: 0 })
  })
  await group.run()
  const [before] = await group.points()
  // Ten hours of ordinary life before that, which retention has pruned.
  for (let index = 0; index < 40; index++) {
    const takenAt = new Date(Date.now() - (40 - index) * 15 * 60_000).toISOString()
    await db.execute(sql`insert into zerfaux.recovery_points
      (id, protection_group_id, target_id, dataset, snapshot_name, guid, sequence, consistency, taken_at, verified_at,
        current_until, written_bytes, stream_bytes, logical_bytes, pruned_at)
      values (${randomUUID()}, ${group.id}, ${group.target.target}, ${group.dataset}, ${`old-${index}`}, ${String(index)},
        ${index - 50}, 'crash', ${takenAt}, ${takenAt}, ${takenAt}, ${(2 + (index % 5)) * MIB},
        ${(2 + (index % 5)) * MIB}, ${(4 + 2 * (index % 5)) * MIB}, ${takenAt})`)
  }
  await judgeAlerts(db, new Date(), new Map())
  expect((await call('GET', '/alerts?kind=unusual_change', { token })).body.items).toEqual([])

  await scrambleContent(group.stores.source, group.dataset, 90 * MIB)
  await group.run()
  await judgeAlerts(db, new Date(), new Map())
  const { body } = await call('GET', `/alerts?kind=unusual_change&group_id=${group.id}`, { token })
  expect(body.items).toMatchObject([
    {
      severity: 'critical',
      subject: 'files',
      recovery_point_id: before?.['id'],
      message: expect.stringMatching(/^Wrote 90 MiB in .*; usually .* Compressibility 1\.00, usually 2\.00$/),
      facts: { much_more: true, incompressible: true, written_bytes: 90 * MIB, points: 1 },
    },
  ])
})
