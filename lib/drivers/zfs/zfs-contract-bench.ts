import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { ZerfauxError } from '../../domain/errors.ts'
import { type DatasetName, HoldTag, SnapshotName } from '../../domain/zfs-names.ts'
import type { DatasetState, SendStep, Snapshot } from '../../domain/zfs-state.ts'
import { directly, type Watch, type Way, type ZfsDriver } from './zfs-driver.ts'

export type ZfsRig = {
  readonly source: ZfsDriver
  readonly target: ZfsDriver
  /** Never answers. */
  readonly unreachable: ZfsDriver
  /** On the source, without snapshots; `dataset` holds a few MiB. */
  readonly dataset: DatasetName
  readonly sibling: DatasetName
  /** On the target: absent, its parent is there. */
  readonly replica: DatasetName
  /** On the target: absent, with room for less than `dataset`. */
  readonly tightReplica: DatasetName
  /** Writes that many bytes into `dataset`, which do not compress. */
  write(bytes: number): Promise<void>
  /** About that many, which do. */
  writeText(bytes: number): Promise<void>
  /** Something writes into `replica`. */
  modifyReplica(): Promise<void>
  /** Breaks the link in the middle of what `transfer` does. */
  cutDuring(transfer: () => Promise<void>): Promise<void>
  /** In the middle of what `transfer` does, nothing is taken any more. */
  stallDuring(transfer: () => Promise<void>): Promise<void>
  /** The appliances do not reach each other while `act` runs; we reach both. */
  withoutLink(act: () => Promise<void>): Promise<void>
  /** A program is not installed there while `act` runs. */
  lacking(end: 'source' | 'target', program: 'zstd' | 'perl' | 'mbuffer', act: () => Promise<void>): Promise<void>
  /** What sends or receives at either end. */
  running(): Promise<string[]>
  /** A clock by which transfers take their time. */
  milliseconds(): number
  /** Someone destroys the snapshot of `dataset` and makes another of that name. */
  replaceSnapshot(name: SnapshotName): Promise<void>
  /** A snapshot of ours' name that someone made on the replica. */
  takeNameOnReplica(name: SnapshotName): Promise<void>
  /** @returns the clone's name. */
  cloneOnSource(name: SnapshotName): Promise<DatasetName>
  /** An encrypted dataset of its own key, which is not loaded; `atime` is off. @returns its name */
  lockedOnSource(): Promise<DatasetName>
  dispose(): Promise<void>
}

export const TAG = HoldTag.parse('zfx:step:7c9e6679')
export const [ONE, TWO, THREE] = [
  snapshotName('zfx_20260101T000000Z_000001'),
  snapshotName('zfx_20260101T001000Z_000002'),
  snapshotName('zfx_20260101T002000Z_000003'),
]
export const CURSOR = snapshotName('zfx_cursor_11111111_1')
export const CURSOR_NEXT = snapshotName('zfx_cursor_11111111_2')

/** Shorthands over the rig of the test that runs. */
export function contractBench(rig: () => ZfsRig) {
  const source = () => state(rig().source, rig().dataset)
  const replica = () => state(rig().target, rig().replica)

  const take = (snapshot: SnapshotName, datasets = [rig().dataset]) =>
    rig().source.apply([{ do: 'snapshot', datasets, name: snapshot, properties: { 'zfx:consistency': 'crash' } }])

  const at = (snapshot: SnapshotName) => ({ dataset: rig().dataset, snapshot })

  const send = (
    step: SendStep,
    watch: Partial<Watch> = {},
    { dataset = rig().replica, way = directly }: { readonly dataset?: DatasetName; readonly way?: Way } = {},
  ) =>
    rig().source.send(
      rig().dataset,
      step,
      { appliance: rig().target, dataset, transferId: randomUUID(), way },
      { ...quiet(), ...watch },
    )

  async function sendNext(from: SnapshotName | null, to: SnapshotName, watch?: Partial<Watch>): Promise<SendStep> {
    const step = stepOf(await source(), from, to)
    await send(step, watch)
    return step
  }

  async function resumeStep(to: SnapshotName) {
    const token = (await replica()).receiveResumeToken
    if (token === null) throw new Error('no resume token on the replica')
    return { kind: 'resume', token, to: identity(await source(), to) } as const
  }

  return { source, replica, take, at, send, sendNext, resumeStep }
}

export async function refused(code: ZerfauxError['code'], act: () => Promise<unknown>): Promise<ZerfauxError> {
  const outcome = await act().then(
    () => new Error(`expected a refusal (${code}), but it went well`),
    (error: unknown) => error,
  )
  if (!(outcome instanceof ZerfauxError)) throw outcome
  expect(`${outcome.code}: ${outcome.message}`).toMatch(new RegExp(`^${code}:`))
  return outcome
}

export async function state(driver: ZfsDriver, dataset: DatasetName): Promise<DatasetState> {
  const found = await driver.observe(dataset)
  if (!found) throw new Error(`${dataset} is not there`)
  return found
}

export function identity(seen: DatasetState, name: SnapshotName) {
  const found = seen.snapshots.find((snapshot) => snapshot.name === name)
  if (!found) throw new Error(`${seen.dataset}@${name} is not there`)
  return { name, guid: found.guid }
}

export function stepOf(seen: DatasetState, from: SnapshotName | null, to: SnapshotName): SendStep {
  return {
    kind: 'send',
    from: from === null ? null : { kind: 'snapshot', ...identity(seen, from) },
    to: identity(seen, to),
  }
}

export function newest(seen: DatasetState): Snapshot | undefined {
  return seen.snapshots.at(-1)
}

export function quiet(): Watch {
  return { signal: new AbortController().signal, onBytes: () => {}, stallSeconds: 60 }
}

function snapshotName(name: string): SnapshotName {
  return SnapshotName.parse(name)
}
