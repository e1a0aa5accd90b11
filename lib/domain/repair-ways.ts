import { bytesToSend, newestShared, type CommonPoint, type Divergence } from './divergence.ts'
import type { DatasetName } from './zfs-names.ts'
import type { DatasetState } from './zfs-state.ts'

export const repairWays = ['keep_branch', 'reseed', 'adopt', 'discard_partial'] as const
export type RepairWay = (typeof repairWays)[number]

export type RepairScene = {
  readonly groupId: string
  readonly epoch: number
  /** The replica's name, also where there is none. */
  readonly replica: DatasetName
  readonly source: DatasetState
  readonly target: DatasetState | null
  readonly divergence: Divergence
  readonly candidate: Candidate | null
}

/** A dataset on the target that shall become the replica. */
export type Candidate = {
  readonly dataset: DatasetName
  readonly state: DatasetState | null
  /** Name of another group whose replica it is. */
  readonly usedBy: string | null
}

export type WayView = {
  readonly way: RepairWay
  /** Why it cannot be done now; null where it can. */
  readonly because: string | null
  readonly recommended: boolean
  readonly steps: readonly string[]
  /** Kept whatever happens. */
  readonly keeps: string
  /** What is different afterwards. */
  readonly consequence: string
  /** About the room that it takes on the target, beside what is there. */
  readonly bytesNeeded: number
}

/** Every way with what it does, and why not where it cannot be done. None destroys a dataset or a snapshot that was there. */
export function waysToRepair(scene: RepairScene): readonly WayView[] {
  const { replica, source, divergence } = scene
  const { matter, common } = divergence
  const foreign = foreignMark(scene)
  const because = (own: string | null) => foreign ?? own
  const name = common?.onTarget ?? ''
  return [
    {
      way: 'keep_branch',
      because: because(whyNotKeepBranch(scene)),
      recommended: matter === 'diverged' || matter === 'modified',
      steps: [
        ...(scene.target && scene.target.written > 0 ? ['Snapshot what was written to the replica, and hold it'] : []),
        `Rename ${replica} to ${replica}.diverged_…`,
        `Clone it at the newest common point ${name} back to ${replica}: read-only, not mounted`,
        'Promote the clone: recovery points up to the common one, their holds and bookmarks move to it',
        'Send what the source has beyond the common point, and verify it',
      ],
      keeps: 'All recovery points up to the common one, and the branch with everything beyond it',
      consequence: `What the target has beyond the common point is no recovery point of the group any more; it lies in ${replica}.diverged_… until you remove it.`,
      bytesNeeded: bytesToSend(source, common),
    },
    {
      way: 'reseed',
      because: because(whyNotReseed(scene)),
      recommended: matter === 'no_common',
      steps: [
        `Send everything anew into ${replica}.seed_…, beside the replica`,
        'Verify it: guid, read-only, complete, nothing written',
        `Rename ${replica} to ${replica}.old_…, then the new one to ${replica}`,
        'Verify again, hold the new recovery point',
      ],
      keeps: 'The old replica with all its recovery points and holds',
      consequence: `The group starts over with one recovery point. The old replica lies in ${replica}.old_… until you remove it.`,
      bytesNeeded: bytesToSend(source, null),
    },
    {
      way: 'adopt',
      because: because(whyNotAdopt(scene)),
      recommended: false,
      steps: [
        ...(scene.target ? [`Rename ${replica} to ${replica}.old_…`] : []),
        `Rename ${scene.candidate?.dataset ?? 'the adopted dataset'} to ${replica}, read-only, and mark it`,
        'Send what the source has beyond their newest common point, and verify it',
        'Hold and record every point that both sides have, by guid',
      ],
      keeps: scene.target ? 'The old replica with all its recovery points and holds' : 'Everything that is there',
      consequence:
        'The points that the adopted dataset shares with the source become the recovery points of the group.',
      bytesNeeded: bytesToSend(source, candidatePoint(scene)),
    },
    {
      way: 'discard_partial',
      because: because(divergence.receive ? null : 'There is no interrupted receive.'),
      recommended: matter === 'stuck_receive',
      steps: ['Discard the interrupted receive (zfs receive -A)'],
      keeps: 'Every recovery point; only what had not become one is discarded',
      consequence: 'The next run sends anew from the newest common point.',
      bytesNeeded: 0,
    },
  ]
}

export function candidatePoint({ source, candidate }: RepairScene): CommonPoint | null {
  return candidate?.state ? newestShared(source, candidate.state) : null
}

const DISCARD_FIRST = 'An interrupted receive is in the way: discard it first.'
const WELL = 'Nothing is to be repaired: the replica can take the next increment.'

function whyNotKeepBranch({ divergence: { matter, common, receive } }: RepairScene): string | null {
  if (matter === 'missing') return 'There is no replica: the next run seeds one.'
  if (matter === 'no_common' || !common) return 'No point is on both sides, so there is none to go on from.'
  if (receive) return DISCARD_FIRST
  return matter === 'none' ? WELL : null
}

function whyNotReseed({ source, target, divergence: { matter, receive } }: RepairScene): string | null {
  if (matter === 'missing' || !target) return 'There is no replica: the next run seeds one.'
  if (receive) return DISCARD_FIRST
  if (matter === 'none') return WELL
  const needed = bytesToSend(source, null)
  return needed > target.available
    ? `It needs about ${needed} bytes beside the old replica, and ${target.available} are available.`
    : null
}

function whyNotAdopt(scene: RepairScene): string | null {
  const { candidate, replica, divergence } = scene
  if (divergence.matter === 'none') return WELL
  if (divergence.receive) return DISCARD_FIRST
  if (!candidate) return 'Name the dataset on the target that shall become the replica.'
  const { dataset, state, usedBy } = candidate
  if (dataset === replica) return `${dataset} is the replica of this group already.`
  if (dataset.startsWith(`${replica}/`) || replica.startsWith(`${dataset}/`))
    return `${dataset} and ${replica} lie within each other.`
  if (!state) return `There is no dataset ${dataset} on the target.`
  if (dataset.split('/')[0] !== replica.split('/')[0]) return `${dataset} is on another pool than ${replica}.`
  if (usedBy !== null) return `${dataset} is the replica of ${usedBy}.`
  const group = state.properties['zfx:group']
  if (group !== undefined && group !== scene.groupId)
    return `${dataset} belongs to another protection group (${group}).`
  if (state.receiveResumeToken) return `${dataset} has an interrupted receive.`
  const [child] = state.children
  if (child) return `${dataset} has children, such as ${child}; a replica has none.`
  if (state.mounted) return `${dataset} is mounted: unmount it first (zfs unmount ${dataset}).`
  const common = candidatePoint(scene)
  if (!common) return `${dataset} has no point in common with the source.`
  if (state.snapshots.at(-1)?.guid !== common.guid)
    return `${dataset} has points that the source does not have, beyond ${common.onTarget}.`
  return state.written > 0 ? `Something was written to ${dataset} after ${common.onTarget}.` : null
}

/** What belongs to somebody else, or to another epoch, is for a person to look at first. */
function foreignMark({ groupId, epoch, source, target }: RepairScene): string | null {
  const sides = [
    { state: source, role: 'primary' },
    { state: target, role: 'replica' },
  ]
  for (const { state, role } of sides) {
    if (!state) continue
    const { 'zfx:group': group, 'zfx:epoch': found, 'zfx:role': marked } = state.properties
    if (group && group !== groupId) return `${state.dataset} belongs to another protection group (${group}).`
    if (found && Number(found) !== epoch) return `${state.dataset} is at epoch ${found}, the group at ${epoch}.`
    if (marked && marked !== role) return `${state.dataset} is marked as ${marked}, not as ${role}.`
  }
  return null
}
