import type { DatasetName, Guid, HoldTag, SnapshotName } from './zfs-names.ts'

/** One snapshot as an appliance reports it. Sizes in bytes. */
export type Snapshot = {
  readonly name: SnapshotName
  readonly guid: Guid
  /** Local to its pool: orders snapshots of one side, never compared across sides. */
  readonly createTxg: number
  /** Seconds since 1970, travels with the stream; for display only. */
  readonly creation: number
  /** Bytes written between the previous snapshot and this one. */
  readonly written: number
  readonly used: number
  readonly referenced: number
  /** Tags of all holds on it, ours and others'. */
  readonly holds: readonly string[]
  /** Full names of datasets cloned from it. */
  readonly clones: readonly string[]
}

export type Bookmark = { readonly name: SnapshotName; readonly guid: Guid; readonly createTxg: number }

/** `root` is the dataset whose key it is; a dataset that is its own root was made with a key, or received raw. */
export type Encryption = { readonly cipher: string; readonly root: string; readonly keyAvailable: boolean }

/** Everything that planning needs to know of one dataset, read in one go. Snapshots and bookmarks oldest first. */
export type DatasetState = {
  readonly dataset: DatasetName
  readonly guid: Guid
  readonly readonly: boolean
  readonly mounted: boolean
  /** Null for `none` and `legacy`. */
  readonly mountpoint: string | null
  /** While on, a mere read counts as a change. */
  readonly atime: boolean
  readonly encryption: Encryption | null
  /** Full names of the filesystems and volumes directly below. */
  readonly children: readonly string[]
  /** `dataset@snapshot` that it is a clone of. */
  readonly origin: string | null
  /** Bytes written since the newest snapshot; lags behind unsynced writes by a few seconds. */
  readonly written: number
  readonly used: number
  /** Room left for this dataset, quotas considered. */
  readonly available: number
  readonly receiveResumeToken: string | null
  /** Our own user properties (`zfx:role`, `zfx:epoch`, `zfx:group`…) set locally on the dataset. */
  readonly properties: Readonly<Record<string, string>>
  readonly snapshots: readonly Snapshot[]
  readonly bookmarks: readonly Bookmark[]
}

/**
 * A change to one appliance, as plain data: planners make lists of them, drivers carry them out
 * in order. Each is idempotent: what is already so is left alone.
 */
export type ZfsChange =
  /** One command for all datasets, hence one createtxg (atomic). */
  | {
      readonly do: 'snapshot'
      readonly datasets: readonly DatasetName[]
      readonly name: SnapshotName
      readonly properties: Readonly<Record<string, string>>
    }
  | { readonly do: 'hold'; readonly dataset: DatasetName; readonly snapshot: SnapshotName; readonly tag: HoldTag }
  | { readonly do: 'release'; readonly dataset: DatasetName; readonly snapshot: SnapshotName; readonly tag: HoldTag }
  /** Refuses (`snapshot_name_taken`) when a bookmark of that name has another guid. */
  | {
      readonly do: 'bookmark'
      readonly dataset: DatasetName
      readonly snapshot: SnapshotName
      readonly name: SnapshotName
    }
  | { readonly do: 'destroy_bookmark'; readonly dataset: DatasetName; readonly name: SnapshotName }
  /** Only when the guid is still the one that was planned for; never with `-r` or `-R`. */
  | {
      readonly do: 'destroy_snapshot'
      readonly dataset: DatasetName
      readonly snapshot: SnapshotName
      readonly guid: Guid
      /** Our own hold, which ends with the snapshot; put back in the same breath where the destroy is refused. */
      readonly releasing?: HoldTag | undefined
    }
  /** Discards a partial receive (`zfs receive -A`). No received snapshot is touched. */
  | { readonly do: 'abort_receive'; readonly dataset: DatasetName }
  /** Creates missing parents of a dataset as unmounted, `canmount=off` filesystems. */
  | { readonly do: 'create_parents'; readonly dataset: DatasetName }
  | {
      readonly do: 'set_properties'
      readonly dataset: DatasetName
      readonly properties: Readonly<Record<`zfx:${string}`, string>> & ReplicaProperties
    }
  /** Takes user properties of ours off a dataset; the dataset itself stays as it is. */
  | {
      readonly do: 'clear_properties'
      readonly dataset: DatasetName
      readonly names: readonly `zfx:${string}`[]
    }
  /** Under another name on the same pool, mounts left as they are. Refuses when either name stands for another guid. */
  | { readonly do: 'rename_dataset'; readonly dataset: DatasetName; readonly to: DatasetName; readonly guid: Guid }
  /** A new, unmounted `dataset` from a snapshot whose guid is still the one that was planned for. */
  | {
      readonly do: 'clone'
      readonly dataset: DatasetName
      readonly origin: { readonly dataset: DatasetName; readonly snapshot: SnapshotName; readonly guid: Guid }
      readonly properties: Readonly<Record<`zfx:${string}`, string>> & Required<ReplicaProperties>
    }
  /**
   * Makes a clone of the snapshot with that guid the owner of it and of all before it, with their holds
   * and bookmarks; what it was cloned from becomes a clone of it. Nothing is copied, nothing is lost.
   */
  | { readonly do: 'promote'; readonly dataset: DatasetName; readonly snapshot: SnapshotName; readonly guid: Guid }

/** What keeps a replica as it was received. A `canmount` that mounts by itself is not among the values. */
export type ReplicaProperties = {
  readonly readonly?: 'on' | 'off'
  readonly canmount?: 'noauto' | 'off'
  readonly atime?: 'on' | 'off'
}

/** A filesystem as a listing shows it. */
export type ListedDataset = {
  readonly dataset: DatasetName
  readonly guid: Guid
  readonly origin: string | null
  readonly used: number
  /** Our own marks; null where there is none. */
  readonly group: string | null
  readonly role: string | null
  readonly keptSince: string | null
}

/** What one `zfs send` carries. `from` null = full stream. */
export type SendStep =
  | {
      readonly kind: 'send'
      readonly from: { readonly kind: 'snapshot' | 'bookmark'; readonly name: SnapshotName; readonly guid: Guid } | null
      readonly to: { readonly name: SnapshotName; readonly guid: Guid }
    }
  | {
      readonly kind: 'resume'
      readonly token: string
      readonly to: { readonly name: SnapshotName; readonly guid: Guid }
    }

/** What a send would move. Null where the appliance cannot tell; never 0 for "unknown". */
export type SendEstimate = {
  /** As it is sent: compressed blocks stay compressed. */
  readonly bytes: number | null
  /** The same change uncompressed, of an increment only: with `bytes` it tells how compressible the change is. */
  readonly logicalBytes: number | null
}

/** What a resume token says when the source decodes it (`zfs send -nvP -t`). */
export type DecodedToken = {
  readonly toName: string
  readonly toGuid: Guid
  readonly fromGuid: Guid | null
  /** Bytes already received. */
  readonly bytesReceived: number
  /** Bytes still to come, null when the appliance does not say. */
  readonly bytesRemaining: number | null
}
