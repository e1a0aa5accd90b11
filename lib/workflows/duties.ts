import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Db } from '../db/client.ts'
import type { DutyLocks, HeldDuty } from '../db/duty-locks.ts'
import { inTime } from '../drivers/in-time.ts'
import type { JobQueue } from './queue.ts'
import type { Sites } from './sites.ts'

export type DutyTools = {
  readonly db: Db
  readonly sites: Sites
  readonly queue: () => Promise<JobQueue>
  readonly log: Logger
}

/** A duty that knows when it will be needed next says so; it is done no later than its period says. */
export type Again = { readonly inSeconds: number }

/**
 * Something that the running product does over and over. At most one process does it at a time: the
 * others stand by and take over when that one ends, freezes or loses its database session. Taken over
 * in the middle, it may run while its predecessor ends; what it writes must bear that.
 */
export type Duty = {
  readonly name: string
  readonly everySeconds: number
  /** The web process does it too, so that it gets done where no worker is alive. */
  readonly alsoInWeb?: boolean
  /** Ends soon after `signal`. What it throws is logged, and it is tried again after its period. */
  readonly run: (tools: DutyTools, signal: AbortSignal) => Promise<Again | void>
}

/** A process that stands by looks this often whether the duty has become free. */
const STAND_BY_SECONDS = 5
/** A run that takes longer is told to end. */
const LONGEST_SECONDS = 900
/** One that then does not end is left behind: its duty has to be done all the same. */
const PATIENCE_SECONDS = 60
const STOP_DEADLINE_MS = 2_000

export type RunningDuties = { readonly stop: () => Promise<void> }

export function startDuties(tools: DutyTools, duties: readonly Duty[], locks: DutyLocks): RunningDuties {
  const stopping = new AbortController()
  const loops = Promise.all(duties.map((duty) => keepDoing(duty, tools, locks, stopping.signal)))
  return {
    stop: async () => {
      stopping.abort(new Error('This process is ending'))
      await Promise.race([loops, sleep(STOP_DEADLINE_MS, undefined, { ref: false })])
      await locks.close()
    },
  }
}

async function keepDoing(duty: Duty, tools: DutyTools, locks: DutyLocks, stopping: AbortSignal): Promise<void> {
  let held: HeldDuty | null = null
  while (!stopping.aborted) {
    if (held?.lost.aborted) held = null
    held ??= await take(duty, tools, locks)
    const seconds = held ? await doOnce(duty, tools, held, stopping) : Math.min(duty.everySeconds, STAND_BY_SECONDS)
    await sleep(seconds * 1000, undefined, { signal: stopping, ref: false }).catch(() => {})
  }
  await held?.release().catch(() => {}) // its session ends with the process anyway
}

async function take({ name }: Duty, { log }: DutyTools, locks: DutyLocks): Promise<HeldDuty | null> {
  try {
    return await locks.take(name)
  } catch (error) {
    log.warn({ duty: name, err: error }, 'the database did not say whose duty it is')
    return null
  }
}

/** Gives the seconds until it is due again. */
async function doOnce(duty: Duty, tools: DutyTools, { lost }: HeldDuty, stopping: AbortSignal): Promise<number> {
  const started = performance.now()
  const longestSeconds = Math.max(LONGEST_SECONDS, duty.everySeconds)
  const tooLong = AbortSignal.timeout(longestSeconds * 1000)
  let wanted = duty.everySeconds
  try {
    const run = duty.run(tools, AbortSignal.any([stopping, lost, tooLong]))
    const patience = longestSeconds + PATIENCE_SECONDS
    const leftBehind = () => new Error(`It did not end within ${patience} s and was left behind`)
    const again = await inTime(run, patience * 1000, leftBehind)
    if (again) return Math.max(0, Math.min(again.inSeconds, duty.everySeconds))
  } catch (error) {
    if (!stopping.aborted && !lost.aborted) tools.log.error({ duty: duty.name, err: error }, 'a duty failed')
    // Not in step with what made it fail, and never in a tight loop.
    wanted = Math.max(1, wanted)
  }
  return Math.max(0, wanted - (performance.now() - started) / 1000)
}
