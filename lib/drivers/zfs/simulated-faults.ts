import type { DatasetName, SnapshotName } from '../../domain/zfs-names.ts'
import type { SimulatedStore } from '../simulated-store.ts'
import { emptyDataset, newGuid, type SimulatedAppliance } from './simulated-appliance.ts'
import { openDataset, poolUsed } from './simulated-datasets.ts'

// What tests and demos do to a simulated appliance behind the driver's back.

type Store = SimulatedStore<SimulatedAppliance>

/** The next receive here breaks off after this share of its bytes, as a cut link would. */
export async function cutNextReceive(store: Store, fraction = 0.5): Promise<void> {
  await store.update((appliance) => void (appliance.faults.cutReceiveAfter = fraction))
}

/** The next receive here moves nothing more after this share of its bytes, and says nothing of it. */
export async function stallNextReceive(store: Store, fraction = 0.5): Promise<void> {
  await store.update((appliance) => void (appliance.faults.stallReceiveAfter = fraction))
}

/** Cuts an appliance off from others, not from us. */
export async function setLinkDown(store: Store, linkDown: boolean): Promise<void> {
  await store.update((appliance) => void (appliance.faults.linkDown = linkDown))
}

/** Programs that are not installed there. */
export async function setLacking(store: Store, ...lacks: ('zstd' | 'perl' | 'mbuffer')[]): Promise<void> {
  await store.update((appliance) => void (appliance.faults.lacks = lacks))
}

/** Datasets that something is receiving into. */
export async function receivingDatasets(store: Store): Promise<string[]> {
  const { datasets } = await store.read()
  return Object.keys(datasets).filter((name) => datasets[name]?.receiving)
}

export async function setUnreachable(store: Store, unreachable: boolean): Promise<void> {
  await store.update((appliance) => void (appliance.faults.unreachable = unreachable))
}

/** Guests, or on a replica an intruder, write that many bytes. */
export async function writeTo(store: Store, dataset: string, bytes: number): Promise<void> {
  await store.update((appliance) => void (openDataset(appliance, dataset).position += bytes))
}

/** As ransomware does: that many bytes are overwritten with what does not compress. */
export async function scrambleContent(store: Store, dataset: string, bytes: number): Promise<void> {
  await store.update((appliance) => {
    const content = openDataset(appliance, dataset)
    const from = content.position
    content.position += bytes
    content.incompressible = [...(content.incompressible ?? []), { from, to: content.position }]
  })
}

/** Leaves that much room in the pool. */
export async function fillPool(store: Store, leaveBytes = 0, now = new Date()): Promise<void> {
  await store.update((appliance) => {
    appliance.faults.foreignBytes = 0
    appliance.faults.foreignBytes = Math.max(0, appliance.sizeBytes - poolUsed(appliance, now.getTime()) - leaveBytes)
  })
}

export async function cloneSnapshot(
  store: Store,
  dataset: DatasetName,
  snapshot: SnapshotName,
  clone: DatasetName,
): Promise<void> {
  await store.update((appliance) => {
    const { referenced, position } = openDataset(appliance, dataset)
    appliance.datasets[clone] = { ...emptyDataset(0), referenced, position, origin: `${dataset}@${snapshot}` }
  })
}

/** Encrypts a dataset with a key of its own; one that is not there is made. */
export async function encryptDataset(store: Store, dataset: DatasetName, keyAvailable: boolean): Promise<void> {
  await store.update((appliance) => {
    const found = (appliance.datasets[dataset] ??= emptyDataset(0))
    found.encryption = { cipher: 'aes-256-gcm', root: dataset, keyAvailable }
    found.mounted &&= keyAvailable
  })
}

/** Someone destroyed the snapshot and made another of the same name. */
export async function replaceSnapshot(store: Store, dataset: DatasetName, snapshot: SnapshotName): Promise<void> {
  await store.update((appliance) => {
    const found = openDataset(appliance, dataset).snapshots.find(({ name }) => name === snapshot)
    if (found) Object.assign(found, { guid: newGuid(), holds: [] })
  })
}

/** `zfs rollback -r`: what was written or snapshotted after it is gone, bookmarks too. */
export async function rollBack(store: Store, dataset: DatasetName, snapshot: SnapshotName, now: number): Promise<void> {
  await store.update((appliance) => {
    const rolled = openDataset(appliance, dataset)
    const to = rolled.snapshots.find(({ name }) => name === snapshot)
    if (!to) throw new TypeError(`${dataset} has no snapshot ${snapshot}`)
    const kept = ({ createTxg }: { createTxg: number }) => createTxg <= to.createTxg
    Object.assign(rolled, {
      position: to.position,
      grownAt: now,
      snapshots: rolled.snapshots.filter(kept),
      bookmarks: rolled.bookmarks.filter(kept),
    })
  })
}
