import type { ApplianceHealth } from '../../domain/appliance-health.ts'
import type { OnboardingFacts, OnboardingRole } from '../../domain/appliance-onboarding.ts'
import type { Compression, Transport } from '../../domain/group-enums.ts'
import type { DatasetName, PoolName } from '../../domain/zfs-names.ts'
import type {
  DatasetState,
  DecodedToken,
  ListedDataset,
  SendEstimate,
  SendStep,
  ZfsChange,
} from '../../domain/zfs-state.ts'
import type { SurveyedDataset } from '../../domain/zfs-survey.ts'

/**
 * One storage appliance, as Zerfaux needs it. Two implementations: `SimulatedZfsDriver` and
 * `SshZfsDriver`. Both pass `zfs-driver.contract.ts`.
 *
 * Rules for every method:
 * - Idempotent. Doing it twice equals doing it once.
 * - Fails with ZerfauxError: `unreachable` for anything that a retry may cure; `sign_in_refused`,
 *   `identity_changed`, `permission_missing` (naming the `zfs allow` permission), `target_full`,
 *   `diverged`, `replica_modified`, `snapshot_name_taken`, `resume_token_stale`, `busy`,
 *   `not_found` for what they say; otherwise `remote_rejected` with ZFS' own words.
 * - Long ones take a signal, and leave a state from which the same call can go on.
 */
export interface ZfsDriver {
  readonly kind: 'ssh' | 'simulated'

  /** Pool, versions, problems. With a prefix also whether it is there and what is delegated on it. Changes nothing. */
  health(pool: PoolName, prefix?: DatasetName): Promise<ApplianceHealth>

  /** One round trip. An absent dataset is null; that is not an error. Of a pool that is not imported: `unreachable`. */
  observe(dataset: DatasetName): Promise<DatasetState | null>

  /** As `observe` for each, in one round trip and one listing for all: what it costs the appliance hardly grows with their number. */
  observeMany(datasets: readonly DatasetName[]): Promise<ReadonlyMap<DatasetName, DatasetState | null>>

  /** The filesystems right below `parent`, in one round trip. None where the parent is absent. */
  listBelow(parent: DatasetName): Promise<readonly ListedDataset[]>

  /**
   * Everything of ours at or below a dataset or pool, in one round trip: our user properties, holds,
   * bookmarks, and receives that broke off. Datasets without any are left out; an absent root has none.
   */
  survey(root: DatasetName): Promise<readonly SurveyedDataset[]>

  /** Carries out the changes in order, in as few round trips as can be, and stops at the first that is refused. */
  apply(changes: readonly ZfsChange[]): Promise<void>

  /** As `apply`, then `observe`, without a round trip more than `apply` alone. */
  applyAndObserve(changes: readonly ZfsChange[], dataset: DatasetName): Promise<DatasetState | null>

  /**
   * As `applyAndObserve` for each, at the same time and apart from each other, in one round trip and with
   * one look for all. What one is refused for does not touch the others. Rejects as a whole only when
   * nobody can tell what became of them.
   */
  applyAndObserveMany(orders: readonly Order[]): Promise<readonly PromiseSettledResult<DatasetState | null>[]>

  /** On the source. @throws `resume_token_stale` when this appliance cannot make that stream (any more). */
  decodeToken(dataset: DatasetName, token: string): Promise<DecodedToken>

  /** What the send would move, in one round trip. */
  estimate(dataset: DatasetName, step: SendStep): Promise<SendEstimate>

  /**
   * Runs the send here and the resumable receive at `to`. First ends what an earlier attempt of the
   * same `transferId` left running on either side. When it returns, the receive has ended well; the
   * caller still verifies by guid. When it rejects, nothing of it runs at either end any more, as far
   * as they can be reached.
   *
   * The receive never rolls back or overwrites (`-F` is banned): the target must already be at `from`.
   *
   * @throws `precondition_failed` where an appliance lacks zstd, or perl for a limited direct transfer
   */
  send(dataset: DatasetName, step: SendStep, to: Destination, watch: Watch): Promise<void>

  /** What is there of that which the role needs. Of a target: also signs in with its receive key, and tries what that must not do. */
  onboarding(role: OnboardingRole, base: DatasetName): Promise<OnboardingFacts>

  /** Ends kept connections. The driver can be used again afterwards. */
  close(): Promise<void>
}

/** Changes that belong together, and what to look at afterwards. */
export type Order = { readonly changes: readonly ZfsChange[]; readonly dataset: DatasetName }

export type Destination = {
  readonly appliance: ZfsDriver
  readonly dataset: DatasetName
  readonly transferId: string
  readonly way: Way
}

/** How the stream gets there. An interrupted one may be resumed another way. */
export type Way = {
  /** `direct`: no data passes through this process. `relay`: all of it does, and the appliances need not reach each other. */
  readonly transport: Transport
  readonly compression: Compression
}

export type Watch = {
  readonly signal: AbortSignal
  /** Bytes of this stream so far, before zstd; for a resume: without what had come before. */
  readonly onBytes: (bytesDone: number) => void
  /** No byte for this long ends both ends and throws `unreachable` (failure-modes row 24). */
  readonly stallSeconds: number
  /**
   * Bytes per second that may go over the wire now, null = as fast as it goes. Asked before the
   * transfer and about once a second; while it fails, the last answer stays. Absent: never limited.
   */
  readonly allowedBytesPerSecond?: () => Promise<number | null>
}

export const directly: Way = { transport: 'direct', compression: 'blocks' }
