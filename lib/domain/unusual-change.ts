import { quantile, spreadOf } from './robust-statistics.ts'

/** What changed between a recovery point and the one before it. */
export type ChangeSample = {
  readonly takenAt: Date
  /** Time in which it was written: since the content before was last known to be current. */
  readonly minutes: number
  readonly writtenBytes: number
  /** The change as it was sent, and uncompressed; null when not known. */
  readonly streamBytes: number | null
  readonly logicalBytes: number | null
}

export type Usual = { readonly low: number; readonly high: number }

/** How a change differs from what the group usually does, in numbers a person can check. */
export type UnusualChange = {
  readonly muchMore: boolean
  readonly incompressible: boolean
  readonly writtenBytes: number
  readonly minutes: number
  /** What the group usually writes in that time: 80 % of its history lies between. */
  readonly usuallyWritten: Usual
  /** Uncompressed to compressed size; null when not known or too little to tell. */
  readonly compressibility: number | null
  readonly usualCompressibility: number | null
}

/** Fewer changes than that say nothing about what is usual. */
export const MINIMUM_HISTORY = 24
/** So many of about the same time of day are compared on their own: what each night brings is usual at night. */
const MINIMUM_OF_THE_HOUR = 6
const HOURS_APART = 1.5
const MIB = 1024 ** 2
/** Less than that is not worth a word, whatever a quiet group's history. */
const SMALLEST_BYTES = 64 * MIB
/** Of an increment smaller than that, metadata decides how well it compresses. */
const SMALLEST_STREAM = MIB
/** Rates are compared by their logarithm above this, so that "nothing" and "nearly nothing" are the same. */
const QUIET_BYTES_PER_MINUTE = MIB / 4

/** Standard deviations from the middle: alone, and where both signs come together. */
const FAR = 6
const FAR_TOGETHER = 3
/** A change must also exceed the largest one known this often. */
const BEYOND_LARGEST = 2
/** No history is so even that a half more, or a few percent less compressible, were far away. */
const LEAST_RATE_DEVIATION = Math.log(1.5)
const LEAST_RATIO_DEVIATION = Math.log(1.06)
/** What hardly compresses at all, and does so clearly less than usual. */
const INCOMPRESSIBLE = 1.15
const CLEAR_DROP = 1.25

/**
 * Judges a change by the group's own history. Encrypting data shows in two ways: far more is written
 * than usual, and what is written does not compress. Either alone is worth a look; both together are
 * an alarm, and may each be less extreme. Null when it is usual, or when too little is known.
 *
 * @param history of the same group, without changes that were themselves unusual
 */
export function judgeChange(subject: ChangeSample, history: readonly ChangeSample[]): UnusualChange | null {
  if (history.length < MINIMUM_HISTORY || subject.writtenBytes < SMALLEST_BYTES) return null
  const usualMinutes = quantile(
    history.map(({ minutes }) => minutes),
    0.5,
  )
  const rate = rateOf(subject, usualMinutes)
  const rates = history.map((sample) => rateOf(sample, usualMinutes))
  const ofTheHour = history.filter((sample) => hoursBetween(sample.takenAt, subject.takenAt) <= HOURS_APART)
  const references = [
    rates,
    ...(ofTheHour.length < MINIMUM_OF_THE_HOUR ? [] : [ofTheHour.map((sample) => rateOf(sample, usualMinutes))]),
  ]
  // Unusual at this time of day and at all: a nightly job is neither, nor is one that moved by some hours.
  const far = Math.min(
    ...references.map((reference) => deviations(Math.log(rate), reference.map(Math.log), LEAST_RATE_DEVIATION)),
  )
  const beyondLargest = rate > BEYOND_LARGEST * Math.max(...rates)

  const ratio = ratioOf(subject)
  const ratios = history.map(ratioOf).filter((known) => known !== null)
  const usualRatio = ratios.length < MINIMUM_HISTORY ? null : quantile(ratios, 0.5)
  const dropped = ratio !== null && usualRatio !== null && ratio < INCOMPRESSIBLE && usualRatio / ratio >= CLEAR_DROP
  const below = dropped
    ? deviations(
        -Math.log(ratio),
        ratios.map((known) => -Math.log(known)),
        LEAST_RATIO_DEVIATION,
      )
    : 0

  const together = far >= FAR_TOGETHER && below >= FAR_TOGETHER
  const muchMore = together || (far >= FAR && beyondLargest)
  const incompressible = together || (below >= FAR && ratio !== null && ratio < Math.min(...ratios))
  if (!muchMore && !incompressible) return null
  const inThatTime = (share: number) => Math.round(quantile(rates, share) * Math.max(subject.minutes, usualMinutes))
  return {
    muchMore,
    incompressible,
    writtenBytes: subject.writtenBytes,
    minutes: subject.minutes,
    usuallyWritten: { low: inThatTime(0.1), high: inThatTime(0.9) },
    compressibility: ratio,
    usualCompressibility: usualRatio,
  }
}

/** A run soon after the last one does not make a rate of what happened to be written just then. */
function rateOf({ writtenBytes, minutes }: ChangeSample, usualMinutes: number): number {
  return Math.max(QUIET_BYTES_PER_MINUTE, writtenBytes / Math.max(1, minutes, usualMinutes))
}

function ratioOf({ streamBytes, logicalBytes }: ChangeSample): number | null {
  if (streamBytes === null || logicalBytes === null || streamBytes < SMALLEST_STREAM) return null
  return Math.max(1, logicalBytes / streamBytes)
}

function deviations(value: number, reference: readonly number[], least: number): number {
  const { median, deviation } = spreadOf(reference)
  return (value - median) / Math.max(deviation, least)
}

function hoursBetween(a: Date, b: Date): number {
  const hour = (date: Date) => date.getUTCHours() + date.getUTCMinutes() / 60
  const apart = Math.abs(hour(a) - hour(b))
  return Math.min(apart, 24 - apart)
}
