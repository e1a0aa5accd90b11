import { refuseForeign } from './foreign-dataset.ts'
import { block, pass, unlessRefused, warn, type PreflightCheck } from './preflight-check.ts'
import type { Found, PreflightFacts } from './preflight-facts.ts'
import { newestCommon, newestReceived, planSend } from './send-plan.ts'
import type { DatasetState } from './zfs-state.ts'

export function checkSource({ group, source: { name, dataset } }: PreflightFacts, { state }: Found): PreflightCheck[] {
  if (!state) {
    return [
      block(
        'source_dataset',
        `${name} has no dataset ${dataset}`,
        'Create it and export it over NFS as the protection datastore, or name another in the settings.',
      ),
    ]
  }
  return [
    pass('source_dataset', `${dataset} is there`),
    unlessRefused('source_marks', () => {
      refuseForeign(group, state, 'primary')
      return `${dataset} belongs to no other group`
    }),
    children('source_children', state),
    state.atime
      ? warn(
          'source_atime',
          `atime is on: a mere read of ${dataset} counts as a change and is sent`,
          `On ${name}: zfs set atime=off ${dataset}`,
        )
      : pass('source_atime', 'atime is off: reads cause no changes'),
    encryption(state),
  ]
}

/** A child is a filesystem of its own: ESXi sees an empty folder, and snapshots of the parent do not hold it (failure-modes row 15). */
function children(code: string, { dataset, children: below }: DatasetState): PreflightCheck {
  if (below.length === 0) return pass(code, `${dataset} has no datasets below it`)
  return block(
    code,
    `${dataset} has datasets below it: ${below.join(', ')}. ESXi hosts do not see what is in them, and it is not replicated`,
    'Move them elsewhere (zfs rename), or their files into the dataset itself: one group is one dataset.',
  )
}

/** Never raw: a raw replica cannot be sent back, nor opened without the source's key (failure-modes row 18). */
function encryption({ dataset, encryption: found }: DatasetState): PreflightCheck {
  if (!found) return pass('source_encryption', `${dataset} is not encrypted`)
  if (!found.keyAvailable) {
    return block(
      'source_encryption',
      `${dataset} is encrypted and its key is not loaded: nothing of it can be read or sent`,
      `On the source: zfs load-key ${found.root}, then zfs mount ${dataset}.`,
    )
  }
  return warn(
    'source_encryption',
    `${dataset} is encrypted (${found.cipher}). It is sent decrypted, through ssh; on the target it is encrypted only where the dataset above it is`,
    'To keep it encrypted there, give the target an encrypted parent dataset whose key is loaded. Zerfaux does not send raw, because a raw replica cannot be sent back.',
  )
}

export function checkReplica(
  { group, target }: PreflightFacts,
  source: DatasetState | null,
  { state, parent }: Found,
): PreflightCheck[] {
  if (!state) {
    const locked = parent?.encryption && !parent.encryption.keyAvailable
    return [
      locked
        ? block(
            'replica',
            `${target.dataset} would be made below ${parent.dataset}, which is encrypted and whose key is not loaded`,
            `On ${target.name}: zfs load-key ${parent.encryption?.root}`,
          )
        : pass('replica', `${target.dataset} is not there yet: the first run makes it`),
    ]
  }
  if (state.receiveResumeToken) {
    return [
      unlessRefused('replica_marks', () => marks(group, state)),
      pass(
        'replica',
        `An interrupted transfer into ${state.dataset} waits: the next run finishes or discards it first`,
      ),
    ]
  }
  return [
    unlessRefused('replica_marks', () => marks(group, state)),
    unlessRefused('replica', () => `${state.dataset} was not written to since ${newestReceived(state).name}`),
    mounted(state),
    children('replica_children', state),
    replicaEncryption(state),
    ...(source ? [common(source, state)] : []),
  ]
}

function marks(group: PreflightFacts['group'], state: DatasetState): string {
  refuseForeign(group, state, 'replica')
  return `${state.dataset} belongs to no other group`
}

function mounted({ dataset, mounted: is, readonly }: DatasetState): PreflightCheck {
  if (!is && readonly) return pass('replica_mount', `${dataset} is read-only and not mounted`)
  const found = [...(is ? ['mounted'] : []), ...(readonly ? [] : ['writable'])].join(' and ')
  return warn(
    'replica_mount',
    `${dataset} is ${found}: whatever writes to it stops the replication`,
    `zfs unmount ${dataset}; zfs set readonly=on canmount=noauto ${dataset}. To look inside, clone a recovery point.`,
  )
}

/** A stream that is not raw makes a dataset under its parent's key; one with a key of its own was received raw. */
function replicaEncryption({ dataset, encryption: found }: DatasetState): PreflightCheck {
  if (!found) return pass('replica_encryption', `${dataset} is not encrypted`)
  if (found.root === dataset) {
    return block(
      'replica_encryption',
      `${dataset} has an encryption key of its own, as after a raw receive: raw and plain streams do not mix, and it could not be sent back`,
      'Choose another DR dataset: the next run seeds it. Keep this one until the new one is verified.',
    )
  }
  if (found.keyAvailable) return pass('replica_encryption', `${dataset} is encrypted with the key of ${found.root}`)
  return block(
    'replica_encryption',
    `${dataset} is encrypted and the key of ${found.root} is not loaded: nothing can be received`,
    `On the target: zfs load-key ${found.root}`,
  )
}

function common(source: DatasetState, state: DatasetState): PreflightCheck {
  const newest = source.snapshots.at(-1)
  const shared = newestCommon(source, state)
  if (!newest) {
    return block(
      'common_point',
      `${source.dataset} has no snapshot, so nothing in common with the replica ${state.dataset}`,
      'Choose another DR dataset, or look at the group’s divergence page for the safe ways.',
    )
  }
  return unlessRefused('common_point', () => {
    if (shared?.guid !== newest.guid) planSend(source, state, newest.guid)
    return shared
      ? `Both sides hold ${shared.name}: only changes since then are sent`
      : 'A bookmark on the source matches the newest recovery point: only changes since then are sent'
  })
}
