import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ZerfauxError } from '../../../lib/domain/errors.ts'
import { HoldTag, PoolName, SnapshotName } from '../../../lib/domain/zfs-names.ts'
import type { ZfsChange } from '../../../lib/domain/zfs-state.ts'
import type { ZfsRig } from '../../../lib/drivers/zfs/zfs-contract-bench.ts'
import { directly } from '../../../lib/drivers/zfs/zfs-driver.ts'
import { labAppliance } from '../lab.ts'
import { makeZfsRig } from './zfs-rig.ts'

const [a, b] = [labAppliance('a'), labAppliance('b')]
const ONE = SnapshotName.parse('zfx_20260101T000000Z_000001')
const TWO = SnapshotName.parse('zfx_20260101T000000Z_000002')
const CURSOR = SnapshotName.parse('zfx_cursor_1')
const tag = HoldTag.parse('zfx:step:1')

let rig: ZfsRig
beforeEach(async () => {
  rig = await makeZfsRig('zfs-delegated', 'repl')
})
afterEach(() => rig.dispose())

async function sendTo(from: SnapshotName | null, to: SnapshotName): Promise<void> {
  const snapshots = (await rig.source.observe(rig.dataset))?.snapshots ?? []
  const find = (name: SnapshotName) => {
    const found = snapshots.find((snapshot) => snapshot.name === name)
    if (!found) throw new Error(`no ${name}`)
    return { name, guid: found.guid }
  }
  await rig.source.send(
    rig.dataset,
    { kind: 'send', from: from === null ? null : { kind: 'snapshot', ...find(from) }, to: find(to) },
    { appliance: rig.target, dataset: rig.replica, transferId: randomUUID(), way: directly },
    { signal: new AbortController().signal, onBytes: () => {}, stallSeconds: 60 },
  )
}

const take = (name: SnapshotName) =>
  rig.source.apply([{ do: 'snapshot', datasets: [rig.dataset], name, properties: { 'zfx:seq': '1' } }])

test('a user with just the listed permissions replicates: snapshot, hold, send, resume, bookmark, prune', async () => {
  await take(ONE)
  await expect(rig.cutDuring(() => sendTo(null, ONE))).rejects.toMatchObject({ code: 'unreachable' })
  await rig.target.apply([{ do: 'abort_receive', dataset: rig.replica }])
  await sendTo(null, ONE)
  await take(TWO)
  await sendTo(ONE, TWO)
  const replica = await rig.target.observe(rig.replica)
  expect(replica).toMatchObject({ readonly: true, mounted: false, written: 0 })
  const guid = replica?.snapshots[0]?.guid
  if (!guid) throw new Error('no snapshot')
  const prune = (dataset: typeof rig.dataset): ZfsChange[] => [
    { do: 'hold', dataset, snapshot: ONE, tag },
    { do: 'release', dataset, snapshot: ONE, tag },
    { do: 'set_properties', dataset, properties: { 'zfx:role': 'primary' } },
    { do: 'destroy_snapshot', dataset, snapshot: ONE, guid },
  ]
  await rig.source.apply([
    { do: 'bookmark', dataset: rig.dataset, snapshot: TWO, name: CURSOR },
    ...prune(rig.dataset),
    { do: 'destroy_bookmark', dataset: rig.dataset, name: CURSOR },
  ])
  await rig.target.apply([{ do: 'create_parents', dataset: rig.tightReplica }, ...prune(rig.replica)])
  const health = await rig.source.health(PoolName.parse('tank'), rig.dataset)
  expect(health.problems.filter(({ code }) => code === 'permission_missing_source')).toEqual([])
})

test('on the source each missing permission is named', async () => {
  await take(ONE)
  await take(TWO)
  await a.mustRun(`zfs hold ${tag} ${rig.dataset}@${ONE} && zfs bookmark ${rig.dataset}@${ONE} ${rig.dataset}#old`)
  const guid = (await rig.source.observe(rig.dataset))?.snapshots[1]?.guid
  if (!guid) throw new Error('no snapshot')
  const { dataset } = rig
  const deeds: Record<string, () => Promise<unknown>> = {
    bookmark: () => rig.source.apply([{ do: 'bookmark', dataset, snapshot: TWO, name: CURSOR }]),
    destroy: () => rig.source.apply([{ do: 'destroy_snapshot', dataset, snapshot: TWO, guid }]),
    hold: () => rig.source.apply([{ do: 'hold', dataset, snapshot: TWO, tag }]),
    mount: () => rig.source.apply([{ do: 'destroy_snapshot', dataset, snapshot: TWO, guid }]),
    release: () => rig.source.apply([{ do: 'release', dataset, snapshot: ONE, tag }]),
    send: () => sendTo(null, ONE),
    snapshot: () => take(CURSOR),
    userprop: () => rig.source.apply([{ do: 'set_properties', dataset, properties: { 'zfx:role': 'x' } }]),
  }
  await eachNamed(a, `${a.info().pool}/zfs-delegated`, deeds)
})

test('on the target each missing permission is named, also where ZFS says nothing', async () => {
  await take(ONE)
  const folder = `${b.info().pool}/zfs-delegated`
  const clear = () =>
    b.mustRun(`zfs receive -A ${rig.replica} 2>/dev/null; zfs destroy -R ${rig.replica} 2>/dev/null; true`)
  const receive = async () => {
    await clear()
    await sendTo(null, ONE)
  }
  await eachNamed(b, folder, {
    atime: receive,
    canmount: receive,
    readonly: receive,
    create: receive,
    mount: receive,
    receive,
  })
})

async function eachNamed(
  appliance: typeof a,
  folder: string,
  deeds: Record<string, () => Promise<unknown>>,
): Promise<void> {
  for (const [permission, deed] of Object.entries(deeds)) {
    await appliance.mustRun(`zfs unallow -u repl ${permission} ${folder}`)
    const error = await deed().then(
      () => null,
      (thrown: unknown) => thrown,
    )
    await appliance.mustRun(`zfs allow -u repl ${permission} ${folder}`)
    expect(error, permission).toBeInstanceOf(ZerfauxError)
    expect(error).toMatchObject({
      code: 'permission_missing',
      message: expect.stringMatching(new RegExp(`repl lacks ${permission} on `)),
    })
  }
}
