import { beforeAll, describe, expect, test } from 'vitest'
import { Guid, pointHold, recoveryPointName } from '../../../lib/domain/zfs-names.ts'
import { recoveryPointId } from '../../../lib/workflows/replicate/replicate-tools.ts'
import { call } from '../../api/call.ts'
import { withWorker } from '../../api/worker.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

const COUNT = 1000
const AT_ONCE = 25
const keep = (source: number, target: number) => ({ source: { keep_last: source }, target: { keep_last: target } })
const PATIENT = { timeoutMs: 500_000 }
const MANY = 'tank/replicas/thousand'
const FEW = 'tank/stories/thousand'

let rig: ProductRig

/** The same two datasets first one way and then the other: taking a thousand snapshots is what takes the time. */
async function makeGroup(from: 'many' | 'few', retention: unknown): Promise<string> {
  const { a, b } = rig.ids
  const [source, dr] = from === 'many' ? [b, a] : [a, b]
  const group = await rig.post('/protection-groups', {
    name: `thousand ${from} ${Date.now()}`,
    source_vcenter_id: source.vcenter,
    dr_vcenter_id: dr.vcenter,
    source_target_id: source.target,
    dr_target_id: dr.target,
    protection_datastore: 'LocalDS_0',
    source_dataset: from === 'many' ? MANY : FEW,
    dr_dataset: from === 'many' ? FEW : MANY,
    rpo_minutes: 60,
    retention,
  })
  return group['id'] ?? ''
}

const countOf = async (side: 'source' | 'target', dataset: string) =>
  Number(await rig[side].mustRun(`zfs list -H -t snapshot -o name ${dataset} | wc -l`))
const change = (side: 'source' | 'target', dataset: string) =>
  rig[side].mustRun(`head -c 1M /dev/urandom > /${dataset}/disk.vmdk; zpool sync`)

/** As replication holds them on a target, so that pruning has to let go of each. Those asked for at once share a transaction group. */
async function holdAsPoints(): Promise<void> {
  const lines = (await rig.target.mustRun(`zfs list -Hp -t snapshot -o name,guid ${MANY}`)).split('\n')
  const holds = lines.map((line) => {
    const [name = '', guid = ''] = line.split('\t')
    return `zfs hold ${pointHold(recoveryPointId(rig.ids.b.target, Guid.parse(guid)))} ${name}`
  })
  for (let at = 0; at < holds.length; at += AT_ONCE)
    await rig.target.mustRun(`${holds.slice(at, at + AT_ONCE).join(' & ')} & wait`, PATIENT)
  const held = `zfs list -Hp -t snapshot -o userrefs ${MANY} | grep -cvx 0`
  expect(Number(await rig.target.mustRun(held))).toBe(holds.length)
}

/** Told, not judged: emulated machines are slow, and shared. */
async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now()
  const result = await work()
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return result
}

beforeAll(async () => {
  rig = await makeProductRig()
  // What a run that broke off left: too much for the usual patience.
  await rig.target.mustRun(
    `zfs list -H -t snapshot -o name ${MANY} 2>/dev/null | xargs -r zfs holds -H |
       while read -r snapshot tag _; do zfs release "$tag" "$snapshot"; done; zfs destroy ${MANY}@% 2>/dev/null; true`,
    PATIENT,
  )
  await rig.source.freshDataset('stories/thousand')
  await rig.source.mustRun(`zfs destroy ${FEW}`)
  await rig.target.freshDataset('replicas/thousand')
  await rig.target.mustRun(`zfs set atime=off ${MANY}`)
  // ZFS takes one snapshot of a dataset in a transaction group, so each waits for its own.
  const names = Array.from({ length: COUNT }, (_, hour) =>
    recoveryPointName(new Date(Date.UTC(2025, 0, 1, hour)), hour + 1),
  )
  await rig.target.mustRun(`for name in ${names.join(' ')}; do zfs snapshot ${MANY}@$name || exit; done`, PATIENT)
})

describe('a thousand recovery points', () => {
  test('on the source: a round goes on', async () => {
    const group = await makeGroup('many', keep(2 * COUNT, 2 * COUNT))
    for (const round of ['first round', 'next round']) {
      await change('target', MANY)
      const job = await timed(`${round} with ${COUNT} on the source`, () => rig.run(group, undefined, 300))
      expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    }
    expect(await countOf('target', MANY)).toBe(COUNT + 2)
    expect(await countOf('source', FEW)).toBe(2)
    expect((await call('DELETE', `/protection-groups/${group}`, { token: rig.token })).status).toBe(204)
  })

  test('on the target: all held, a round goes on; a shorter retention takes hundreds at once, as previewed', async () => {
    const clear = 'zfs inherit zfx:group {}; zfs inherit zfx:role {}; zfs inherit zfx:epoch {}'
    await rig.source.mustRun(`${clear.replaceAll('{}', FEW)}; zfs set readonly=off ${FEW}; zfs mount ${FEW}`)
    await rig.target.mustRun(
      `${clear.replaceAll('{}', MANY)}; zfs unmount ${MANY}; zfs set readonly=on canmount=noauto ${MANY}`,
    )
    await holdAsPoints()
    const group = await makeGroup('few', keep(4, 2 * COUNT))
    await change('source', FEW)
    const job = await timed(`a round with ${COUNT} held on the target`, () => rig.run(group, undefined, 300))
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })

    const retention = { source: { keep_last: 4 }, target: { keep_last: 4, daily: 10, monthly: 12 } }
    const preview = await timed('preview', () =>
      rig.post(`/protection-groups/${group}/retention-preview`, { retention }),
    )
    const [, side] = preview['sides'] as unknown as { kept_count: number; pruned_count: number }[]
    expect((side?.kept_count ?? 0) + (side?.pruned_count ?? 0)).toBe(COUNT + 3)
    await rig.patch(`/protection-groups/${group}`, { retention })
    await change('source', FEW)
    const pruning = await timed('the round that prunes them', () => rig.run(group, undefined, 900))
    expect(pruning).toMatchObject({ status: 'succeeded' })
    const left = await countOf('target', MANY)
    expect(left).toBeGreaterThan(10)
    expect(left).toBeLessThan(30)
  }, 1_800_000)
})
