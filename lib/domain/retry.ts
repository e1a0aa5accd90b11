const FIRST_SECONDS = 5
export const MAX_RETRY_SECONDS = 300

/** Doubling from 5 s to 5 min. Retries never end by themselves: a link may be down for a weekend. */
export function retryDelaySeconds(attempt: number): number {
  return Math.min(MAX_RETRY_SECONDS, FIRST_SECONDS * 2 ** Math.min(attempt - 1, 10))
}
