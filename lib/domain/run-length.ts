import { plainSeconds } from './plain-units.ts'

/** Of so many successful runs, the newest, the length is learned. */
export const RUNS_LEARNED_FROM = 20
const QUANTILE = 0.9

/** What a run is expected to take: nine of ten took no longer. Null before the first. */
export function expectedRunSeconds(runs: readonly number[]): number | null {
  const sorted = runs.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * QUANTILE) - 1] ?? null
}

export type RunTooLong = {
  readonly expectedSeconds: number
  readonly objectiveSeconds: number
  readonly message: string
  readonly hint: string
}

/**
 * Whether runs take so long that the RPO hangs by a thread: past half of it, a single failed run means
 * that it is missed.
 *
 * @param runs seconds that the last successful runs took
 */
export function judgeRunLength(input: { runs: readonly number[]; rpoMinutes: number }): RunTooLong | null {
  const objectiveSeconds = input.rpoMinutes * 60
  const expected = expectedRunSeconds(input.runs)
  if (expected === null || expected <= objectiveSeconds / 2) return null
  const expectedSeconds = Math.round(expected)
  const beyond = expectedSeconds > objectiveSeconds
  return {
    expectedSeconds,
    objectiveSeconds,
    message: beyond
      ? `Runs take ${plainSeconds(expectedSeconds)}, longer than the RPO of ${plainSeconds(objectiveSeconds)}: it cannot be met`
      : `Runs take ${plainSeconds(expectedSeconds)}, more than half of the RPO of ${plainSeconds(objectiveSeconds)}: one that fails means that it is missed`,
    hint: 'Give the group a longer RPO or more bandwidth, or move VMs that write much to a group of their own.',
  }
}
