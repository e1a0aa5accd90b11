import { beforeAll, describe, expect, test } from 'vitest'
import { withWorker, type Job } from '../../api/worker.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

let rig: ProductRig
let group: Awaited<ReturnType<ProductRig['makeGroup']>>
let old: string[] = []

const KEEP = { source: { keep_last: 2 }, target: { keep_last: 2 } }
const lines = (text: string) => text.split('\n').filter(Boolean)
const snapshots = async (side: 'source' | 'target', dataset: string) =>
  lines(await rig[side].mustRun(`zfs list -H -t snapshot -o name -s createtxg ${dataset}`))

async function changeAndRun(): Promise<Job> {
  await rig.source.mustRun(`head -c 1M /dev/urandom > /${group.sourceDataset}/disk.vmdk; zpool sync`)
  return rig.run(group.id)
}

const noticesOf = (job: Job) =>
  job.steps.flatMap(({ name, notices }) =>
    name === 'prune' ? notices.map((notice) => ('message' in notice ? String(notice.message) : '')) : [],
  )

beforeAll(async () => {
  rig = await makeProductRig()
  const many = { source: { keep_last: 50 }, target: { keep_last: 50 } }
  group = await rig.makeGroup('row-06', { retention: many })
  for (let round = 0; round < 5; round++) expect(await changeAndRun()).toMatchObject({ status: 'succeeded' })
  old = await snapshots('source', group.sourceDataset)
  await rig.patch(`/protection-groups/${group.id}`, { retention: KEEP })
})

describe('row 6: "dataset is busy" on prune', () => {
  test('says which: a hold, a clone, a mount, a running send; the replication succeeds and the others go', async () => {
    const [mounted = '', sent = '', third = '', fourth = ''] = old
    const [held = '', cloned = ''] = await snapshots('target', group.drDataset)
    await rig.target.mustRun(
      `zfs hold legal ${held} && zfs clone -o mountpoint=none ${cloned} tank/replicas/row-06-look`,
    )
    // A file that is open in a snapshot, and a send that nobody takes any data from: both for as long as `gate` is there.
    const inside = `/${group.sourceDataset}/.zfs/snapshot/${mounted.split('@')[1]}`
    await rig.source.mustRun(`touch /tmp/row-06-gate
      (cd ${inside} && while [ -e /tmp/row-06-gate ]; do sleep 1; done) >/dev/null 2>&1 </dev/null &
      (zfs send ${sent} | while [ -e /tmp/row-06-gate ]; do sleep 1; done) >/dev/null 2>&1 </dev/null &
      sleep 2`)
    try {
      const job = await changeAndRun()
      expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
      const [onSource = '', onTarget = ''] = noticesOf(job)
      expect(onTarget).toContain('held by legal')
      expect(onTarget).toContain('cloned by tank/replicas/row-06-look')
      expect(onSource).toContain(`mounted at ${inside}`)
      expect(onSource).toMatch(/sent by process \d+/)
      const left = await snapshots('source', group.sourceDataset)
      expect(left).toEqual(expect.arrayContaining([mounted, sent]))
      expect(left).not.toContain(third)
      expect(left).not.toContain(fourth)
      expect(await snapshots('target', group.drDataset)).toHaveLength(4)
    } finally {
      await rig.source.mustRun('rm -f /tmp/row-06-gate; sleep 2')
    }
  })

  test('what was busy goes in the next round, once nothing is in the way', async () => {
    const [held = ''] = await snapshots('target', group.drDataset)
    await rig.target.mustRun(`zfs release legal ${held} && zfs destroy tank/replicas/row-06-look`)
    const job = await changeAndRun()
    expect(job).toMatchObject({ status: 'succeeded' })
    expect(noticesOf(job)).toEqual([])
    expect(await snapshots('source', group.sourceDataset)).toHaveLength(2)
    expect(await snapshots('target', group.drDataset)).toHaveLength(2)
  })
})
