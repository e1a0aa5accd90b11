import { ZerfauxError } from '../../domain/errors.ts'
import { DatasetName, Guid, SnapshotName } from '../../domain/zfs-names.ts'
import type { DatasetState, ListedDataset } from '../../domain/zfs-state.ts'
import { writeResumeToken } from './simulated-resume-token.ts'
import type { SimulatedAppliance, SimulatedDataset, SimulatedSnapshot } from './simulated-appliance.ts'

const MINUTE = 60_000
const COMPRESS_RATIO = 1.8
/** A receive that was silent for this long belongs to a process that died. */
const DEAD_AFTER_MS = 5000

/** Where the content is now: guests have been writing since `grownAt`. */
export function livePosition(dataset: SimulatedDataset, now: number): number {
  const minutes = Math.max(0, now - dataset.grownAt) / MINUTE
  return dataset.position + Math.floor(minutes * dataset.changeBytesPerMinute)
}

/** Bytes that changed between two positions. Guests overwrite, so it never exceeds what there is. */
export function changedBytes(dataset: { readonly referenced: number }, from: number, to: number): number {
  return Math.min(Math.max(0, to - from), dataset.referenced)
}

/** The same change before compression. */
export function logicalBytes(dataset: SimulatedDataset, from: number, to: number): number {
  const bytes = changedBytes(dataset, from, to)
  const overlaps = (dataset.incompressible ?? []).map((range) => Math.min(to, range.to) - Math.max(from, range.from))
  const incompressible = Math.min(
    bytes,
    overlaps.reduce((sum, overlap) => sum + Math.max(0, overlap), 0),
  )
  return Math.round(incompressible + (bytes - incompressible) * COMPRESS_RATIO)
}

export function openDataset(appliance: SimulatedAppliance, name: string): SimulatedDataset {
  const dataset = appliance.datasets[name]
  if (!dataset) {
    throw new ZerfauxError('not_found', `${appliance.name} has no dataset ${name}`, {
      hint: 'Check the dataset’s name and that its pool is imported.',
    })
  }
  return dataset
}

/** A running receive keeps its token to itself, as in ZFS. */
export function isReceiving({ receiving }: SimulatedDataset, now: number): boolean {
  return receiving !== null && now - receiving.beatAt < DEAD_AFTER_MS
}

export function clonesOf(appliance: SimulatedAppliance, snapshot: string): string[] {
  return Object.keys(appliance.datasets).filter((name) => appliance.datasets[name]?.origin === snapshot)
}

function childrenOf(appliance: SimulatedAppliance, name: string): string[] {
  const below = Object.keys(appliance.datasets).filter((other) => other.startsWith(`${name}/`))
  return below.filter((other) => !other.slice(name.length + 1).includes('/'))
}

export function poolUsed(appliance: SimulatedAppliance, now: number): number {
  const datasets = Object.values(appliance.datasets)
  return datasets.reduce((sum, dataset) => sum + usedBytes(appliance, dataset, now), appliance.faults.foreignBytes)
}

/** Room left for a dataset: the pool's, or its own quota's or a parent's. */
export function availableBytes(appliance: SimulatedAppliance, name: string, now: number): number {
  let room = appliance.sizeBytes - poolUsed(appliance, now)
  for (let path = name; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    const quota = appliance.datasets[path]?.quotaBytes ?? null
    if (quota !== null) room = Math.min(room, quota - usedBelow(appliance, path, now))
  }
  return Math.max(0, room)
}

export function toDatasetState(appliance: SimulatedAppliance, name: DatasetName, now: number): DatasetState | null {
  const dataset = appliance.datasets[name]
  if (!dataset) return null
  const { partial } = dataset
  const position = livePosition(dataset, now)
  const newest = dataset.snapshots.at(-1)
  const origin = originOf(appliance, dataset)
  return {
    dataset: name,
    guid: Guid.parse(dataset.guid),
    readonly: dataset.readonly,
    mounted: dataset.mounted,
    mountpoint: `/${name}`,
    atime: dataset.atime ?? false,
    encryption: dataset.encryption ? { ...dataset.encryption } : null,
    children: childrenOf(appliance, name),
    origin: dataset.origin,
    written: newest || origin ? changedBytes(dataset, (newest ?? origin)?.position ?? 0, position) : dataset.referenced,
    used: usedBytes(appliance, dataset, now),
    available: availableBytes(appliance, name, now),
    receiveResumeToken: partial && !isReceiving(dataset, now) ? writeResumeToken(partial) : null,
    properties: { ...dataset.properties },
    snapshots: dataset.snapshots.map((snapshot, index) => ({
      name: SnapshotName.parse(snapshot.name),
      guid: Guid.parse(snapshot.guid),
      createTxg: snapshot.createTxg,
      creation: snapshot.creation,
      written: changedBytes(snapshot, (dataset.snapshots[index - 1] ?? origin)?.position ?? 0, snapshot.position),
      used: changedBytes(snapshot, snapshot.position, dataset.snapshots[index + 1]?.position ?? position),
      referenced: snapshot.referenced,
      holds: [...snapshot.holds],
      clones: clonesOf(appliance, `${name}@${snapshot.name}`),
    })),
    bookmarks: dataset.bookmarks.map((bookmark) => ({
      name: SnapshotName.parse(bookmark.name),
      guid: Guid.parse(bookmark.guid),
      createTxg: bookmark.createTxg,
    })),
  }
}

/** Where a clone branched off; null of what is no clone. */
function originOf(appliance: SimulatedAppliance, { origin }: SimulatedDataset): SimulatedSnapshot | null {
  const [dataset = '', snapshot] = origin?.split('@') ?? []
  return appliance.datasets[dataset]?.snapshots.find(({ name }) => name === snapshot) ?? null
}

export function listBelow(appliance: SimulatedAppliance, parent: DatasetName, now: number): ListedDataset[] {
  return Object.entries(appliance.datasets).flatMap(([name, dataset]) => {
    if (!name.startsWith(`${parent}/`) || name.slice(parent.length + 1).includes('/')) return []
    return [
      {
        dataset: DatasetName.parse(name),
        guid: Guid.parse(dataset.guid),
        used: usedBytes(appliance, dataset, now),
        origin: dataset.origin,
        group: dataset.properties['zfx:group'] ?? null,
        role: dataset.properties['zfx:role'] ?? null,
        keptSince: dataset.properties['zfx:kept-since'] ?? null,
      },
    ]
  })
}

function usedBytes(appliance: SimulatedAppliance, dataset: SimulatedDataset, now: number): number {
  const position = livePosition(dataset, now)
  const kept = dataset.snapshots.map((snapshot, index) =>
    changedBytes(snapshot, snapshot.position, dataset.snapshots[index + 1]?.position ?? position),
  )
  const origin = originOf(appliance, dataset)
  const own = origin ? changedBytes(dataset, origin.position, position) : dataset.referenced
  return own + kept.reduce((sum, bytes) => sum + bytes, 0) + (dataset.partial?.bytesReceived ?? 0)
}

function usedBelow(appliance: SimulatedAppliance, path: string, now: number): number {
  const inside = Object.entries(appliance.datasets).filter(([name]) => name === path || name.startsWith(`${path}/`))
  return inside.reduce((sum, [, dataset]) => sum + usedBytes(appliance, dataset, now), 0)
}
