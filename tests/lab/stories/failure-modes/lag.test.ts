import { eq, sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { recoveryPoints } from '../../../../drizzle/schema/recovery-points.ts'
import { db } from '../../../../lib/db/client.ts'
import { judgeAlerts } from '../../../../lib/workflows/alerts/judge-alerts.ts'
import { recordRpo } from '../../../../lib/workflows/duties/check-rpo.ts'
import { withWorker } from '../../../api/worker.ts'
import { makeProductRig, type ProductRig } from '../product-rig.ts'

withWorker()

let rig: ProductRig
beforeAll(async () => {
  rig = await makeProductRig()
})

type Alert = { kind: string; resolved_at: string | null; protection_group_id: string | null }

async function judged(groupId: string) {
  await recordRpo(db)
  await judgeAlerts(db, new Date(), new Map())
  const group = (await rig.get(`/protection-groups/${groupId}`)) as unknown as { rpo: { status: string } }
  const alerts = ((await rig.get('/alerts')).items as Alert[]).filter(({ kind }) => kind === 'rpo_missed')
  return { status: group.rpo.status, open: alerts.filter((alert) => alert.resolved_at === null).length }
}

/** As if that much time had gone by since the newest verified point. */
const later = (groupId: string, minutes: number) =>
  db
    .update(recoveryPoints)
    .set({ currentUntil: sql`${recoveryPoints.currentUntil} - make_interval(mins => ${minutes})` })
    .where(eq(recoveryPoints.protectionGroupId, groupId))

test('row 10: nobody is told that replication lags', async () => {
  const group = await rig.makeGroup('r10')
  const write = () => rig.source.mustRun(`head -c 65536 /dev/urandom > /${group.sourceDataset}/disk; zpool sync`)
  await write()
  expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
  expect(await judged(group.id)).toEqual({ status: 'meeting', open: 0 })

  // The replica is written to: the run waits for a person, and no job will ever say that time goes by.
  await rig.target.mustRun(
    `zfs set readonly=off ${group.drDataset} && zfs mount ${group.drDataset} && echo x > /${group.drDataset}/x && zfs unmount ${group.drDataset} && zpool sync`,
  )
  await write()
  const stuck = await rig.run(group.id, ({ status }) => status === 'needs_operator')
  await rig.post(`/jobs/${stuck.id}/cancel`)
  // A snapshot that arrived and was never verified counts for nothing.
  await rig.target.mustRun(`zfs snapshot ${group.drDataset}@zfx_20990101T000000Z_999999`)
  await later(group.id, 20)
  expect(await judged(group.id)).toEqual({ status: 'missed', open: 1 })
  // Told once, not each half minute.
  expect(await judged(group.id)).toEqual({ status: 'missed', open: 1 })

  await rig.target.mustRun(
    `zfs rollback -r ${group.drDataset}@$(zfs list -Ho name -t snapshot -s createtxg ${group.drDataset} | head -1 | cut -d@ -f2) && zfs set readonly=on ${group.drDataset}`,
  )
  expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
  expect(await judged(group.id)).toEqual({ status: 'meeting', open: 0 })
})
