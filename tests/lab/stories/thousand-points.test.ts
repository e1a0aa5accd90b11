import { beforeAll, describe, expect, test } from 'vitest'
import { recoveryPointName } from '../../../lib/domain/zfs-names.ts'
import { withWorker } from '../../api/worker.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

const COUNT = 1000
const keep = (source: number, target: number) => ({ source: { keep_last: source }, target: { keep_last: target } })

let rig: ProductRig

/** As rounds would have left them; ZFS takes one snapshot of a dataset in a transaction group, so each waits for its own. */
async function takeMany(side: 'source' | 'target', dataset: string): Promise<void> {
  const names = Array.from({ length: COUNT }, (_, hour) =>
    recoveryPointName(new Date(Date.UTC(2025, 0, 1, hour)), hour + 1),
  )
  await rig[side].mustRun(`for name in ${names.join(' ')}; do zfs snapshot ${dataset}@$name || exit; done`, {
    timeoutMs: 500_000,
  })
}

const countOf = async (side: 'source' | 'target', dataset: string) =>
  Number(await rig[side].mustRun(`zfs list -H -t snapshot -o name ${dataset} | wc -l`))
const change = (dataset: string) => rig.source.mustRun(`head -c 1M /dev/urandom > /${dataset}/disk.vmdk; zpool sync`)

/** Told, not judged: emulated machines are slow, and shared. */
async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now()
  const result = await work()
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return result
}

beforeAll(async () => {
  rig = await makeProductRig()
})

describe('a thousand recovery points', () => {
  test('on the source: a round goes on, and hundreds are pruned at once', async () => {
    const group = await rig.makeGroup('thousand-source', { retention: keep(2 * COUNT, 2 * COUNT) })
    await change(group.sourceDataset)
    await takeMany('source', group.sourceDataset)
    await timed('first round', () => rig.run(group.id, undefined, 240))
    await change(group.sourceDataset)
    const job = await timed(`a round with ${COUNT} on the source`, () => rig.run(group.id, undefined, 240))
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    expect(await countOf('source', group.sourceDataset)).toBe(COUNT + 2)

    await rig.patch(`/protection-groups/${group.id}`, { retention: keep(10, 10) })
    await change(group.sourceDataset)
    expect(await timed('the round that prunes them', () => rig.run(group.id, undefined, 400))).toMatchObject({
      status: 'succeeded',
    })
    expect(await countOf('source', group.sourceDataset)).toBe(10)
  })

  test('on the target: held as recovery points are, previewed, and pruned by the grid', async () => {
    // A replica that brings its history along: the target had the data first, the source gets its newest.
    const group = await rig.makeGroup('thousand-target', { retention: keep(4, 2 * COUNT) })
    const { sourceDataset, drDataset } = group
    await rig.target.mustRun(
      `zfs create -o atime=off ${drDataset} && head -c 1M /dev/urandom > /${drDataset}/disk.vmdk`,
    )
    await takeMany('target', drDataset)
    const newest = 'zfx_20260101T000000Z_009000'
    await rig.target.mustRun(`zfs snapshot ${drDataset}@${newest} && zfs unmount ${drDataset}
      zfs set readonly=on canmount=noauto ${drDataset} && zfs send ${drDataset}@${newest} > /tmp/seed.stream`)
    await rig.copy('/tmp/seed.stream', 'from target')
    await rig.source.mustRun(
      `zfs destroy ${sourceDataset} && zfs receive -o atime=off ${sourceDataset} < /tmp/seed.stream`,
    )
    await rig.target.mustRun(`zfs list -H -t snapshot -o name ${drDataset} | xargs zfs hold zfx:look:bench`)

    await change(sourceDataset)
    const job = await timed(`a round with ${COUNT} held on the target`, () => rig.run(group.id, undefined, 240))
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    await rig.target
      .mustRun(`zfs list -H -t snapshot -o name ${drDataset} | grep zfx_2025 | xargs zfs release zfx:look:bench
      zfs release zfx:look:bench ${drDataset}@${newest}`)

    const grid = { source: { keep_last: 4 }, target: { keep_last: 2, daily: 10, monthly: 12 } }
    const preview = await timed('preview', () =>
      rig.post(`/protection-groups/${group.id}/retention-preview`, { retention: grid }),
    )
    const [, side] = preview['sides'] as unknown as { kept_count: number; pruned_count: number }[]
    expect((side?.kept_count ?? 0) + (side?.pruned_count ?? 0)).toBe(COUNT + 2)
    await rig.patch(`/protection-groups/${group.id}`, { retention: grid })
    await change(sourceDataset)
    expect(await timed('the round that prunes by the grid', () => rig.run(group.id, undefined, 400))).toMatchObject({
      status: 'succeeded',
    })
    const left = await countOf('target', drDataset)
    expect(left).toBeGreaterThan(10)
    expect(left).toBeLessThan(30)
  })
})
