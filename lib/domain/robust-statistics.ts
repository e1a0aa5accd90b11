/** Middle and spread that a few wild values do not move. */
export type Spread = { readonly median: number; readonly deviation: number }

/** Scales the median absolute deviation to a normal distribution's standard deviation. */
const TO_STANDARD = 1.4826

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const median = quantile(values, 0.5)
  return {
    median,
    deviation:
      TO_STANDARD *
      quantile(
        values.map((value) => Math.abs(value - median)),
        0.5,
      ),
  }
}

/** The value below which that share of all lies, between its two neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  const at = (sorted.length - 1) * share
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low + (high - low) * (at - Math.floor(at))
}
