import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { db } from '../../../../lib/db/client.ts'
import { judgeAlerts } from '../../../../lib/workflows/alerts/judge-alerts.ts'
import { recordRpo } from '../../../../lib/workflows/duties/check-rpo.ts'
import { withWorker } from '../../../api/worker.ts'
import { makeProductRig, type ProductRig } from '../product-rig.ts'

withWorker()

let rig: ProductRig
let group: Awaited<ReturnType<ProductRig['makeGroup']>>

beforeAll(async () => {
  rig = await makeProductRig()
  group = await rig.makeGroup('row-10')
  await rig.patch(`/protection-groups/${group.id}`, { rpo_minutes: 1 })
})

const History = z.object({ spans: z.array(z.object({ status: z.string() })) })
const Alerts = z.object({ items: z.array(z.object({ kind: z.string() })) })

/** What is judged now: the status, and the open alerts about this group's RPO. */
async function judged(): Promise<{ status: unknown; alerts: string[] }> {
  await recordRpo(db)
  await judgeAlerts(db, new Date(), new Map())
  const now = new Date().toISOString()
  const { spans } = History.parse(await rig.get(`/protection-groups/${group.id}/rpo-history?at=${now}`))
  const { items } = Alerts.parse(await rig.get(`/alerts?open=true&group_id=${group.id}`))
  const kinds = items.map(({ kind }) => kind).filter((kind) => kind.startsWith('rpo_'))
  return { status: spans.at(-1)?.status, alerts: kinds }
}

test('row 10: nobody is told that replication lags', async () => {
  await rig.source.mustRun(`head -c 1M /dev/urandom > /${group.sourceDataset}/disk`)
  expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
  expect((await judged()).alerts).not.toContain('rpo_missed')

  // A job that is at it all the time is no recovery point: what counts was read back from the target.
  await rig.source.mustRun(`head -c 1M /dev/urandom > /${group.sourceDataset}/disk`)
  await rig.source.cutLink()
  try {
    await rig.run(group.id, ({ status }) => status === 'retrying', 120)
    await wait(60_000)
    expect(await judged()).toEqual({ status: 'missed', alerts: ['rpo_missed'] })
  } finally {
    await rig.source.restoreLink()
  }
})
