import { randomUUID } from 'node:crypto'
import { type DatasetName, HoldTag, SnapshotName } from '../../lib/domain/zfs-names.ts'
import { directly, type ZfsDriver } from '../../lib/drivers/zfs/zfs-driver.ts'

export type Round = {
  readonly source: ZfsDriver
  readonly target: ZfsDriver
  readonly dataset: DatasetName
  readonly replica: DatasetName
  readonly name: string
}

/**
 * One round as the product does it, with the drivers alone: look at both sides, snapshot and hold,
 * send what changed, verify by guid, hold the recovery point, let go of the step's holds.
 */
export async function driverRound({ source, target, dataset, replica, name }: Round): Promise<void> {
  const to = SnapshotName.parse(name)
  const tag = HoldTag.parse('zfx:step:bench')
  const hold = (snapshot: SnapshotName, on = dataset) => ({ do: 'hold', dataset: on, snapshot, tag }) as const
  const release = (snapshot: SnapshotName) => ({ do: 'release', dataset, snapshot, tag }) as const

  const [before, there] = await Promise.all([source.observe(dataset), target.observe(replica)])
  const newest = there?.snapshots.at(-1)
  const from = before?.snapshots.find(({ guid }) => guid === newest?.guid)
  await source.apply([
    { do: 'snapshot', datasets: [dataset], name: to, properties: {} },
    hold(to),
    ...(from ? [hold(from.name)] : []),
  ])
  const taken = (await source.observe(dataset))?.snapshots.find((snapshot) => snapshot.name === to)
  if (!taken) throw new Error('the snapshot is not there')

  if (from && taken.written === 0) {
    await source.apply([release(to), release(from.name)])
    return
  }
  await source.send(
    dataset,
    { kind: 'send', from: from ? { kind: 'snapshot', name: from.name, guid: from.guid } : null, to: taken },
    { appliance: target, dataset: replica, transferId: randomUUID(), way: directly },
    { signal: new AbortController().signal, onBytes: () => {}, stallSeconds: 60 },
  )
  const arrived = (await target.observe(replica))?.snapshots.at(-1)
  if (arrived?.guid !== taken.guid) throw new Error('the target has another snapshot')
  await Promise.all([
    target.apply([hold(to, replica)]),
    source.apply([
      { do: 'bookmark', dataset, snapshot: to, name: to },
      release(to),
      ...(from ? [release(from.name)] : []),
    ]),
  ])
}
