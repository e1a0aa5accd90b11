import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { SendStep } from '../../domain/zfs-state.ts'
import { emptyDataset, type SimulatedAppliance, type SimulatedPartial } from './simulated-appliance.ts'
import {
  availableBytes,
  changedBytes,
  isReceiving,
  logicalBytes,
  openDataset,
  toDatasetState,
} from './simulated-datasets.ts'
import { readResumeToken } from './simulated-resume-token.ts'
import { judgeReceive, type ReceiveVerdict } from './receive-verdict.ts'

/** What the source puts into a stream; for a resume, with what had come before. */
export type Stream = Omit<SimulatedPartial, 'bytesReceived'>

export function openStream(source: SimulatedAppliance, dataset: DatasetName, step: SendStep): Stream {
  const { snapshots, bookmarks, referenced, encryption } = openDataset(source, dataset)
  if (encryption && !encryption.keyAvailable) {
    throw new ZerfauxError('precondition_failed', `Could not send ${dataset}: its key is not loaded`, {
      hint: `On the source: zfs load-key ${encryption.root}`,
    })
  }
  const fromGuid = step.kind === 'resume' ? readResumeToken(source, step.token).fromGuid : (step.from?.guid ?? null)
  const toGuid = step.kind === 'resume' ? readResumeToken(source, step.token).toGuid : step.to.guid
  const snapshot = snapshots.find(({ guid }) => guid === toGuid)
  if (!snapshot) {
    const namesake = snapshots.some(({ name }) => name === step.to.name)
    throw new ZerfauxError(
      namesake ? 'snapshot_name_taken' : 'not_found',
      `Could not send ${dataset}@${step.to.name}: ${namesake ? `its guid is not ${toGuid}` : 'it is not there'}`,
    )
  }
  const base = fromGuid === null ? null : [...snapshots, ...bookmarks].find(({ guid }) => guid === fromGuid)
  if (base === undefined)
    throw new ZerfauxError('not_found', `Could not send ${dataset}@${snapshot.name}: its base ${fromGuid} is not there`)
  return {
    toName: `${dataset}@${snapshot.name}`,
    fromGuid,
    snapshot,
    bytesTotal: base === null ? snapshot.referenced : changedBytes({ referenced }, base.position, snapshot.position),
  }
}

/** What an increment's change takes uncompressed; null for a full stream. */
export function uncompressedBytes(
  source: SimulatedAppliance,
  name: DatasetName,
  step: Extract<SendStep, { kind: 'send' }>,
): number | null {
  const dataset = openDataset(source, name)
  const base = [...dataset.snapshots, ...dataset.bookmarks].find(({ guid }) => guid === step.from?.guid)
  const snapshot = dataset.snapshots.find(({ guid }) => guid === step.to.guid)
  return base && snapshot ? logicalBytes(dataset, base.position, snapshot.position) : null
}

export type Receive = {
  readonly attempt: string
  readonly transferId: string
  readonly step: SendStep
  readonly stream: Stream
}

type Begun = Exclude<ReceiveVerdict, { is: 'possible' }> | { readonly is: 'possible'; readonly before: number }

/** Opens the receive on the target. `before`: bytes that an interrupted receive had brought. */
export function beginReceive(target: SimulatedAppliance, dataset: DatasetName, receive: Receive, now: number): Begun {
  const existing = target.datasets[dataset]
  if (existing && isReceiving(existing, now) && existing.receiving?.transferId !== receive.transferId) {
    return {
      is: 'refused',
      error: new ZerfauxError('busy', `Could not receive into ${dataset}: another transfer is receiving into it`),
    }
  }
  // An earlier attempt of this transfer is over: that frees its token.
  if (existing) existing.receiving = null
  const verdict = judgeReceive(dataset, toDatasetState(target, dataset, now), receive.step)
  if (verdict.is !== 'possible') return verdict

  if (!existing) openDataset(target, dataset.split('/').slice(0, -1).join('/'))
  const replica = (target.datasets[dataset] ??= { ...emptyDataset(now), readonly: true })
  replica.partial ??= { ...receive.stream, bytesReceived: 0 }
  replica.receiving = { transferId: receive.transferId, attempt: receive.attempt, beatAt: now }
  return { is: 'possible', before: replica.partial.bytesReceived }
}

export type Progress = 'running' | 'cut' | 'full' | 'superseded'

/** Takes some more bytes, as far as faults and room allow. */
export function receiveBytes(
  target: SimulatedAppliance,
  dataset: DatasetName,
  receive: Receive,
  upTo: number,
  now: number,
): Progress {
  const replica = target.datasets[dataset]
  if (replica?.receiving?.attempt !== receive.attempt || !replica.partial) return 'superseded'
  const { partial } = replica
  const cutAt = target.faults.cutReceiveAfter === null ? null : target.faults.cutReceiveAfter * partial.bytesTotal
  const room = partial.bytesReceived + availableBytes(target, dataset, now)
  const limit = Math.min(upTo, room, cutAt === null ? Infinity : Math.max(cutAt, partial.bytesReceived))
  partial.bytesReceived = Math.floor(limit)
  replica.receiving.beatAt = now
  if (cutAt !== null && upTo >= cutAt) {
    target.faults.cutReceiveAfter = null
    replica.receiving = null
    return 'cut'
  }
  if (upTo > room) {
    replica.receiving = null
    return 'full'
  }
  return 'running'
}

export function endReceive(target: SimulatedAppliance, dataset: DatasetName, receive: Receive): Progress {
  const replica = target.datasets[dataset]
  if (replica?.receiving?.attempt !== receive.attempt) return 'superseded'
  const { snapshot } = receive.stream
  replica.snapshots.push({ ...snapshot, properties: {}, holds: [], createTxg: ++target.txg })
  replica.referenced = snapshot.referenced
  replica.position = snapshot.position
  replica.partial = null
  replica.receiving = null
  return 'running'
}

export function dropReceive(target: SimulatedAppliance, dataset: DatasetName, receive: Receive): void {
  const replica = target.datasets[dataset]
  if (replica?.receiving?.attempt === receive.attempt) replica.receiving = null
}
