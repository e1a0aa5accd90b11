import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { SimulatedAppliance } from './simulated-appliance.ts'
import { endReceive, receiveBytes, type Progress, type Receive } from './simulated-stream.ts'
import type { Watch, Way } from './zfs-driver.ts'

const TICK_SECONDS = 0.5
/** What zstd makes of plain blocks here. */
const ZSTD_RATIO = 2

export type SimulatedTransfer = {
  readonly receive: Receive
  readonly replica: DatasetName
  /** Bytes that an interrupted receive had brought. */
  readonly before: number
  readonly way: Way
  readonly watch: Watch
  readonly bytesPerSecond: number
  readonly sleep: (milliseconds: number) => Promise<unknown>
  readonly readSource: () => Promise<SimulatedAppliance>
  readonly updateTarget: <Result>(change: (target: SimulatedAppliance, now: number) => Result) => Promise<Result>
}

/** Moves a stream's bytes as time goes by, as fast as line and limit let it. */
export async function runSimulatedTransfer(transfer: SimulatedTransfer): Promise<void> {
  const { receive, replica, before, way, watch, updateTarget, readSource } = transfer
  const { bytesTotal } = receive.stream
  const largest = Math.max(1, Math.ceil((bytesTotal - before) / 4))
  let [done, silentSeconds] = [before, 0]
  for (let tick = 0; done < bytesTotal; tick++) {
    const rate = rateOf(transfer, (await watch.allowedBytesPerSecond?.()) ?? null)
    const step = Math.min(rate * TICK_SECONDS, largest)
    // Uneven like a real link, between two and four thirds of the nominal rate.
    const upTo = Math.min(bytesTotal, done + Math.ceil(step * (1 + Math.sin(tick) / 3)))
    await transfer.sleep(((upTo - done) / rate) * 1000)
    watch.signal.throwIfAborted()
    const source = await readSource()
    const progress = await updateTarget((target, now) => {
      refuseLink(source, target, way)
      return isStalled(target, upTo / bytesTotal) ? 'stalled' : receiveBytes(target, replica, receive, upTo, now)
    })
    if (progress === 'stalled') {
      await transfer.sleep(1000)
      if (++silentSeconds > watch.stallSeconds) throw await stalled(transfer)
      continue
    }
    refuse(progress, replica, receive)
    done = upTo
    watch.onBytes(done - before)
  }
  refuse(await updateTarget((target) => endReceive(target, replica, receive)), replica, receive)
}

/** What keeps this stream from going that way at all. */
export function refuseWay(
  source: SimulatedAppliance,
  target: SimulatedAppliance,
  way: Way,
  allowed: number | null,
): void {
  refuseLink(source, target, way)
  for (const { name, faults } of [source, target]) {
    if (way.compression === 'zstd' && faults.lacks?.includes('zstd')) throw lacking(name, 'zstd')
  }
  if (way.transport === 'direct' && allowed !== null && source.faults.lacks?.includes('perl'))
    throw lacking(source.name, 'perl')
}

function refuseLink(source: SimulatedAppliance, target: SimulatedAppliance, { transport }: Way): void {
  if (transport === 'relay' || !(source.faults.linkDown || target.faults.linkDown)) return
  throw new ZerfauxError('unreachable', `${source.name} does not get through to ${target.name}`, {
    hint: 'Check the network between the appliances, or send by relay.',
  })
}

function rateOf({ bytesPerSecond, way }: SimulatedTransfer, allowed: number | null): number {
  if (allowed === null) return bytesPerSecond
  return Math.min(bytesPerSecond, way.compression === 'zstd' ? allowed * ZSTD_RATIO : allowed)
}

function isStalled({ faults }: SimulatedAppliance, share: number): boolean {
  return typeof faults.stallReceiveAfter === 'number' && share > faults.stallReceiveAfter
}

async function stalled({ updateTarget, watch }: SimulatedTransfer): Promise<ZerfauxError> {
  await updateTarget((target) => void (target.faults.stallReceiveAfter = null))
  return new ZerfauxError('unreachable', `The transfer moved no byte for ${watch.stallSeconds} s and was ended`, {
    hint: 'Check the network between the appliances and the load of the target’s pool; the transfer goes on where it stopped.',
  })
}

function lacking(name: string, program: 'zstd' | 'perl'): ZerfauxError {
  const hint = {
    zstd: 'Install zstd there, or let the group send its blocks as they are.',
    perl: 'Install perl-base there, send by relay, or remove the bandwidth limit of the group and its link.',
  }
  return new ZerfauxError('precondition_failed', `${name} has no ${program}`, { hint: hint[program] })
}

function refuse(progress: Progress, replica: DatasetName, { stream }: Receive): void {
  if (progress === 'running') return
  if (progress === 'full') {
    throw new ZerfauxError('target_full', `Could not receive ${stream.toName} into ${replica}: out of space`, {
      hint: 'Free space on the target, raise its quota or shorten its retention; the transfer then goes on where it stopped.',
    })
  }
  const found = progress === 'cut' ? 'the link broke' : 'a later attempt took over'
  throw new ZerfauxError('unreachable', `The transfer of ${stream.toName} into ${replica} ended early: ${found}`)
}
