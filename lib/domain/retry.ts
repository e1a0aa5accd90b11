const FIRST_SECONDS = 5
export const MAX_RETRY_SECONDS = 300

/** Doubling from 5 s to 5 min. Retries never end by themselves: a link may be down for a weekend. */
export function retryDelaySeconds(attempt: number): number {
  return Math.min(MAX_RETRY_SECONDS, FIRST_SECONDS * 2 ** Math.min(attempt - 1, 10))
}

const NOTICE_FIRST_SECONDS = 30
const NOTICE_LONGEST_SECONDS = 1800

/** Doubling from half a minute to half an hour: a mail server that restarts is soon up again. */
export function noticeRetrySeconds(attempt: number): number {
  return Math.min(NOTICE_LONGEST_SECONDS, NOTICE_FIRST_SECONDS * 2 ** Math.min(attempt - 1, 10))
}
