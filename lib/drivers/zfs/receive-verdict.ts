import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { DatasetState, SendStep } from '../../domain/zfs-state.ts'

export type ReceiveVerdict =
  | { readonly is: 'possible' }
  | { readonly is: 'already_there' }
  | { readonly is: 'refused'; readonly error: ZerfauxError }

/**
 * Whether a replica in this state can take that stream, in ZFS' own order of refusals. The
 * simulated appliance asks before it receives; the real one is asked after ZFS has refused, to
 * tell the operator which of the reasons behind one ZFS message it was.
 */
export function judgeReceive(dataset: DatasetName, replica: DatasetState | null, step: SendStep): ReceiveVerdict {
  if (replica?.snapshots.some(({ guid }) => guid === step.to.guid)) return { is: 'already_there' }
  if (step.kind === 'resume') return judgeResume(dataset, replica, step.token)
  const receiving = `receive ${step.to.name} into ${dataset}`

  if (replica?.receiveResumeToken) {
    return refused(
      'busy',
      `Could not ${receiving}: an interrupted receive is in the way`,
      'Finish or discard the interrupted receive first.',
    )
  }
  const namesake = replica?.snapshots.find(({ name }) => name === step.to.name)
  if (namesake) {
    return refused(
      'snapshot_name_taken',
      `Could not ${receiving}: it has a snapshot of that name with guid ${namesake.guid}, not ${step.to.guid}`,
      'Rename or remove that snapshot on the target.',
    )
  }
  if (step.from === null) {
    if (replica === null) return { is: 'possible' }
    return refused(
      'diverged',
      `Could not ${receiving}: the dataset exists and a full stream would replace it`,
      'Choose another dataset on the target, or rename the one that is there.',
    )
  }
  if (replica === null)
    return refused('not_found', `Could not ${receiving}: the dataset is gone`, 'Run a full send first.')

  const newest = replica.snapshots.at(-1)
  if (newest?.guid !== step.from.guid) {
    return refused(
      'diverged',
      `Could not ${receiving}: its latest snapshot is ${newest?.name ?? 'absent'}, the stream starts at ${step.from.name}`,
      'Roll the replica back to the last common recovery point, or send it anew into another dataset.',
    )
  }
  if (replica.written > 0) {
    return refused(
      'replica_modified',
      `Could not ${receiving}: ${replica.written} bytes were written to it after ${newest.name}`,
      `Something writes to the replica. Keep what is needed, roll it back to ${newest.name} and leave it unmounted.`,
    )
  }
  return { is: 'possible' }
}

function judgeResume(dataset: DatasetName, replica: DatasetState | null, token: string): ReceiveVerdict {
  if (replica?.receiveResumeToken === token) return { is: 'possible' }
  const found = replica?.receiveResumeToken ? 'the target has gone on since' : 'the target has no interrupted receive'
  return refused(
    'resume_token_stale',
    `Could not resume the receive into ${dataset}: ${found}`,
    'Read the target’s state and plan again.',
  )
}

function refused(code: ZerfauxError['code'], message: string, hint: string): ReceiveVerdict {
  return { is: 'refused', error: new ZerfauxError(code, message, { hint }) }
}
