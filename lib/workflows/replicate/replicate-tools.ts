import { ZerfauxError } from '../../domain/errors.ts'
import { labelProperty } from '../../domain/recovery-point-label.ts'
import type { VmConsistency } from '../../domain/vm-consistency.ts'
import { pointHold, type DatasetName, type Guid, type HoldTag, type SnapshotName } from '../../domain/zfs-names.ts'
import type { DatasetState, ZfsChange } from '../../domain/zfs-state.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import type { ZfsDriver } from '../../drivers/zfs/zfs-driver.ts'
import { stableId } from '../stable-id.ts'
import type { CommonTools, Step } from '../workflow.ts'
import type { ChangeFacts } from './change-facts.ts'
import type { ReplicateParams } from './replicate-params.ts'

export type VerifiedPoint = ChangeFacts & {
  readonly id: string
  readonly groupId: string
  readonly targetId: string
  readonly dataset: DatasetName
  readonly snapshot: SnapshotName
  readonly guid: Guid
  readonly sequence: number
  readonly consistency: 'crash' | 'application'
  /** Null where nobody asked for it, or where it is another run's to know. */
  readonly vmConsistency: readonly VmConsistency[] | null
  readonly label: string | null
  readonly takenAt: Date
  readonly bytes: number | null
  readonly referencedBytes: number
}

/** What the database remembers of recovery points. Each call may be repeated. */
export interface RecoveryPointLedger {
  /** Only for a point whose guid was just read from the target. */
  record(point: VerifiedPoint): Promise<void>
  /** Ids of the points of that dataset that are on record and not pruned. */
  onRecord(groupId: string, targetId: string, dataset: DatasetName): Promise<ReadonlySet<string>>
  /** The source held exactly that point's content until then. Never moves back. */
  confirm(id: string, currentUntil: Date): Promise<void>
  /** How many points are on record and not pruned. */
  count(groupId: string, targetId: string): Promise<number>
  /** Points under legal hold, with the reason given for it. */
  pins(groupId: string, targetId: string): Promise<ReadonlyMap<Guid, string | null>>
  /** Points that are on record and not among those the target holds now are marked as pruned. */
  reconcile(groupId: string, targetId: string, present: readonly Guid[]): Promise<void>
}

export type Progress = { readonly bytesDone: number; readonly bytesTotal: number | null }

export type ReplicateTools = CommonTools & {
  readonly source: ZfsDriver
  readonly target: ZfsDriver
  readonly points: RecoveryPointLedger
  readonly reportBytes: (progress: Progress) => void
  readonly stallSeconds: number
  /** Of the transfer that runs; null = as fast as it goes. */
  readonly allowedBytesPerSecond: () => Promise<number | null>
  /** The vCenter whose VMs hold still; fails when it cannot be had. Not asked for by a crash-consistent run. */
  readonly vcenter: () => Promise<VsphereDriver>
  readonly now: () => Date
  /** Of the group, for a point that the job was not made for. Never handed out twice. */
  readonly nextSequence: () => Promise<number>
  /** A signal that aborts after so much time. */
  readonly timeLimit: (milliseconds: number) => AbortSignal
}

export type ReplicateStep = Step<ReplicateParams, ReplicateTools>

/** Stable for a snapshot on a target, whoever computes it: database row and hold find each other by it. */
export function recoveryPointId(targetId: string, guid: Guid): string {
  return stableId(`${targetId}/${guid}`)
}

export function holdOf(targetId: string): (guid: Guid) => HoldTag {
  return (guid) => pointHold(recoveryPointId(targetId, guid))
}

export async function observeSource(params: ReplicateParams, tools: ReplicateTools): Promise<DatasetState> {
  const state = await tools.source.observe(params.source)
  if (state) return state
  throw new ZerfauxError('not_found', `The source appliance has no dataset ${params.source}`, {
    hint: 'Check the name of the dataset in the group, and that its pool is imported.',
  })
}

export async function observeBoth(
  params: ReplicateParams,
  tools: ReplicateTools,
): Promise<{ source: DatasetState; target: DatasetState | null }> {
  const [source, target] = await Promise.all([observeSource(params, tools), tools.target.observe(params.target)])
  return { source, target }
}

/** What a recovery point's snapshot says of itself, also to whoever finds it without us. */
export function pointProperties(
  { groupId, sequence, label }: Pick<ReplicateParams, 'groupId' | 'sequence' | 'label'>,
  consistency: 'crash' | 'application',
): Readonly<Record<string, string>> {
  return {
    'zfx:group': groupId,
    'zfx:seq': String(sequence),
    'zfx:consistency': consistency,
    ...(label !== null && { 'zfx:label': labelProperty(label) }),
  }
}

/** A plan without changes costs no round trip; one with changes brings along what the next step will ask for. */
export async function applyAll(driver: ZfsDriver, dataset: DatasetName, changes: readonly ZfsChange[]): Promise<void> {
  if (changes.length > 0) await driver.applyAndObserve(changes, dataset)
}
