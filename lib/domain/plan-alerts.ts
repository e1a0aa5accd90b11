import { alertSeverities, type AlertKind, type AlertSeverity } from './alert.ts'
import type { Finding, Judgement } from './alert-finding.ts'

/** An alert that is not over yet, as it is stored. */
export type OpenAlert = {
  readonly id: string
  readonly kind: AlertKind
  readonly severity: AlertSeverity
  readonly fingerprint: string
  readonly lastSeenAt: Date
  /** How often the same thing came and went in the last hours. */
  readonly recentlyResolved: number
}

export type AlertChange =
  | { readonly do: 'open'; readonly finding: Finding }
  /** It got worse: whoever was told is told again. */
  | { readonly do: 'escalate'; readonly id: string; readonly finding: Finding }
  /** Seen again. `finding` is null where it got milder: it stays as it was until it is over. */
  | { readonly do: 'keep'; readonly id: string; readonly finding: Finding | null }
  | { readonly do: 'resolve'; readonly id: string }

const MINUTE = 60_000
/** Must be absent for this long to be over; twice as long each time that it came back. */
const HOLD_MINUTES = 5
const LONGEST_HOLD_MINUTES = 80

/** What becomes of the open alerts after a look at the facts. */
export function planAlerts(open: readonly OpenAlert[], { findings, unknown }: Judgement, now: Date): AlertChange[] {
  const found = worstByFingerprint(findings)
  const known = new Set(open.map(({ fingerprint }) => fingerprint))
  const fresh = [...found.values()].filter(({ fingerprint }) => !known.has(fingerprint))
  return [
    ...open.flatMap((alert) => changeOf(alert, found.get(alert.fingerprint), unknown, now)),
    ...fresh.map((finding): AlertChange => ({ do: 'open', finding })),
  ]
}

function changeOf(
  alert: OpenAlert,
  finding: Finding | undefined,
  unknown: readonly string[],
  now: Date,
): AlertChange[] {
  const { id, fingerprint } = alert
  if (finding) {
    const worse = rank(finding.severity) - rank(alert.severity)
    if (worse > 0) return [{ do: 'escalate', id, finding }]
    return [{ do: 'keep', id, finding: worse === 0 && finding.kind === alert.kind ? finding : null }]
  }
  if (unknown.some((prefix) => fingerprint.startsWith(prefix))) return []
  return now.getTime() - alert.lastSeenAt.getTime() >= holdMs(alert) ? [{ do: 'resolve', id }] : []
}

/** What comes and goes every few minutes is one alert, not twenty mails. */
function holdMs({ recentlyResolved }: OpenAlert): number {
  return Math.min(LONGEST_HOLD_MINUTES, HOLD_MINUTES * 2 ** recentlyResolved) * MINUTE
}

function worstByFingerprint(findings: readonly Finding[]): Map<string, Finding> {
  const worst = new Map<string, Finding>()
  for (const finding of findings) {
    const other = worst.get(finding.fingerprint)
    if (!other || rank(finding.severity) > rank(other.severity)) worst.set(finding.fingerprint, finding)
  }
  return worst
}

function rank(severity: AlertSeverity): number {
  return alertSeverities.indexOf(severity)
}
