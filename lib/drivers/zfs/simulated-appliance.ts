import { randomBytes } from 'node:crypto'

/** A storage appliance as plain JSON, so that a database row can hold it. */
export type SimulatedAppliance = {
  readonly name: string
  readonly pool: string
  readonly sizeBytes: number
  /** Transaction groups so far: every change takes the next one. */
  txg: number
  datasets: Record<string, SimulatedDataset>
  faults: SimulatedFaults
}

/** What is to go wrong. Set by `simulated-faults.ts`. */
export type SimulatedFaults = {
  unreachable: boolean
  /** The next receive here breaks off after this share of its bytes (0 to 1). */
  cutReceiveAfter: number | null
  /** Room that something outside of our datasets takes. */
  foreignBytes: number
  /** Absent in sites that were made before there was such a thing: no such fault. */
  stallReceiveAfter?: number | null
  /** Other appliances do not get through to it, nor it to them. */
  linkDown?: boolean
  lacks?: ('zstd' | 'perl' | 'mbuffer')[]
}

export type SimulatedSnapshot = {
  name: string
  guid: string
  createTxg: number
  creation: number
  /** Bytes written to the dataset's content since it was made; travels with the stream. */
  position: number
  referenced: number
  properties: Record<string, string>
  holds: string[]
}

export type SimulatedBookmark = { name: string; guid: string; createTxg: number; position: number }

/** A receive that broke off. The snapshot becomes visible only when all bytes are here. */
export type SimulatedPartial = {
  toName: string
  fromGuid: string | null
  snapshot: SimulatedSnapshot
  bytesReceived: number
  bytesTotal: number
}

export type SimulatedDataset = {
  guid: string
  readonly: boolean
  mounted: boolean
  /** Absent: off. */
  atime?: boolean
  /** Absent: not encrypted. */
  encryption?: { cipher: string; root: string; keyAvailable: boolean }
  /** `dataset@snapshot` of a clone. */
  origin: string | null
  quotaBytes: number | null
  referenced: number
  /** Content's position at `grownAt`; guests move it on at `changeBytesPerMinute`. */
  position: number
  grownAt: number
  changeBytesPerMinute: number
  /** Stretches of content that do not compress. Absent in rows of earlier versions. */
  incompressible?: { from: number; to: number }[]
  properties: Record<string, string>
  snapshots: SimulatedSnapshot[]
  bookmarks: SimulatedBookmark[]
  partial: SimulatedPartial | null
  receiving: { transferId: string; attempt: string; beatAt: number } | null
}

/** A new appliance with content to protect. A name that starts with `unreachable-` never answers. */
export function simulatedAppliance(site: {
  readonly name: string
  readonly pool: string
  readonly sizeBytes: number
  readonly datasets: readonly {
    readonly name: string
    readonly usedBytes: number
    readonly changeBytesPerMinute: number
    readonly quotaBytes?: number
  }[]
  /** From when on the guests write. */
  readonly since?: Date
}): SimulatedAppliance {
  const grownAt = (site.since ?? new Date()).getTime()
  const appliance: SimulatedAppliance = {
    name: site.name,
    pool: site.pool,
    sizeBytes: site.sizeBytes,
    txg: 1000,
    datasets: { [site.pool]: emptyDataset(grownAt) },
    faults: { unreachable: site.name.startsWith('unreachable-'), cutReceiveAfter: null, foreignBytes: 0 },
  }
  for (const { name, usedBytes, changeBytesPerMinute, quotaBytes } of site.datasets) {
    addParents(appliance, name, grownAt)
    appliance.datasets[name] = {
      ...emptyDataset(grownAt),
      mounted: true,
      referenced: usedBytes,
      position: usedBytes,
      changeBytesPerMinute,
      quotaBytes: quotaBytes ?? null,
    }
  }
  return appliance
}

export function emptyDataset(grownAt: number): SimulatedDataset {
  return {
    guid: newGuid(),
    readonly: false,
    mounted: false,
    origin: null,
    quotaBytes: null,
    referenced: 0,
    position: 0,
    grownAt,
    changeBytesPerMinute: 0,
    properties: {},
    snapshots: [],
    bookmarks: [],
    partial: null,
    receiving: null,
  }
}

export function addParents(appliance: SimulatedAppliance, dataset: string, grownAt: number): void {
  const parts = dataset.split('/')
  for (let depth = 1; depth < parts.length; depth++) {
    const parent = parts.slice(0, depth).join('/')
    appliance.datasets[parent] ??= emptyDataset(grownAt)
  }
}

export function newGuid(): string {
  return randomBytes(8).readBigUInt64BE().toString()
}
