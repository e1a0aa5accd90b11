import type { AlertDeliveryEvent, AlertKind, AlertSeverity } from './alert.ts'
import { plainSeconds } from './plain-units.ts'

/** An alert as it is told to others. Times are RFC 3339. */
export type ToldAlert = {
  readonly id: string
  readonly kind: AlertKind
  readonly severity: AlertSeverity
  readonly subject: string
  readonly message: string
  readonly hint: string | null
  readonly facts: Readonly<Record<string, unknown>> | null
  readonly openedAt: string
  readonly lastSeenAt: string
  readonly resolvedAt: string | null
  readonly occurrences: number
  readonly groupId: string | null
  readonly targetId: string | null
  readonly jobId: string | null
  readonly recoveryPointId: string | null
}

/** One message to one channel. */
export type AlertNotice = {
  /** The same at each attempt, so that a receiver recognises a repeat. */
  readonly deliveryId: string
  readonly event: AlertDeliveryEvent
  readonly alert: ToldAlert
  /** The alert's page; null where the installation does not know its own address. */
  readonly link: string | null
}

export const alertKindNames = {
  rpo_at_risk: 'RPO at risk',
  rpo_missed: 'RPO missed',
  run_too_long: 'Runs take too long',
  job_needs_operator: 'Job needs you',
  appliance_unreachable: 'Appliance unreachable',
  appliance_degraded: 'Appliance degraded',
  appliance_filling: 'Appliance filling up',
  replica_modified: 'Replica modified',
  unusual_change: 'Unusual change',
  quiesce_failed: 'Not application-consistent',
  leftovers_found: 'Leftovers found',
  snapshots_piling_up: 'Recovery points pile up',
  vm_moved_away: 'VM moved away',
  dr_shell_missing: 'DR shell missing',
  dr_shell_changed: 'DR shell changed',
} as const satisfies Record<AlertKind, string>

const LONGEST_FACT = 160

/** The fact in one line: `RPO missed: Databases – 42 min, objective 15 min`. */
export function alertHeadline(alert: Pick<ToldAlert, 'kind' | 'subject' | 'message' | 'facts'>): string {
  return oneLine(`${alertKindNames[alert.kind]}: ${alert.subject} – ${briefly(alert)}`)
}

function briefly({ kind, message, facts }: Pick<ToldAlert, 'kind' | 'message' | 'facts'>): string {
  const { ageSeconds, objectiveSeconds } = facts ?? {}
  if ((kind === 'rpo_missed' || kind === 'rpo_at_risk') && typeof objectiveSeconds === 'number') {
    const age = typeof ageSeconds === 'number' ? plainSeconds(ageSeconds) : 'no recovery point'
    return `${age}, objective ${plainSeconds(objectiveSeconds)}`
  }
  return message.length > LONGEST_FACT ? `${message.slice(0, LONGEST_FACT)} …` : message
}

export function noticeSubject({ event, alert }: AlertNotice): string {
  if (event === 'test') return '[Zerfaux] Test: this channel works'
  if (event === 'resolved') return `[Zerfaux] Over: ${alertHeadline(alert)}`
  return `[Zerfaux] ${event === 'escalated' ? 'Worse: ' : ''}${alertHeadline(alert)}`
}

/** What happened, since when, and what to do. */
export function noticeLines({ event, alert, link }: AlertNotice): readonly string[] {
  if (event === 'test')
    return ['Somebody pressed the test button of this channel in Zerfaux. Alerts will arrive like this.']
  const lines =
    event === 'resolved'
      ? [
          `Over since ${clock(alert.resolvedAt ?? alert.lastSeenAt)}; it lasted ${lasted(alert)}.`,
          `It was: ${alert.message}`,
        ]
      : [
          `${alert.message}.`,
          ...(alert.hint ? [alert.hint] : []),
          `Since ${clock(alert.openedAt)} (${alert.severity}).`,
        ]
  return [...lines, ...(link ? [link] : [])].map(oneLine)
}

function lasted({ openedAt, resolvedAt, lastSeenAt }: ToldAlert): string {
  return plainSeconds(Math.max(0, Date.parse(resolvedAt ?? lastSeenAt) - Date.parse(openedAt)) / 1000)
}

function clock(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
}

/** Words of appliances and vCenters come along: no line of theirs becomes a header or a line of ours. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

/** What a webhook gets, as JSON. `text` is what chat systems show. */
export function noticeBody(notice: AlertNotice, sentAt: string): Readonly<Record<string, unknown>> {
  const { event, deliveryId, alert, link } = notice
  return {
    event,
    delivery_id: deliveryId,
    sent_at: sentAt,
    text: [noticeSubject(notice), ...noticeLines(notice)].join('\n'),
    alert:
      event === 'test'
        ? null
        : {
            id: alert.id,
            kind: alert.kind,
            severity: alert.severity,
            subject: alert.subject,
            headline: alertHeadline(alert),
            message: alert.message,
            hint: alert.hint,
            opened_at: alert.openedAt,
            last_seen_at: alert.lastSeenAt,
            resolved_at: alert.resolvedAt,
            occurrences: alert.occurrences,
            group_id: alert.groupId,
            target_id: alert.targetId,
            job_id: alert.jobId,
            recovery_point_id: alert.recoveryPointId,
            facts: snakeKeys(alert.facts ?? {}),
            link,
          },
  }
}

function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys)
  if (value === null || typeof value !== 'object') return value
  const snake = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snake(key), snakeKeys(inner)]))
}
