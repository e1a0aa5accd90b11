import { z } from 'zod'
import type { AlertRow } from '../../db/alerts.ts'
import { alertKinds, alertSeverities } from '../../domain/alert.ts'
import { alertHeadline } from '../../domain/alert-notice.ts'
import { Id, iso, isoOrNull, Timestamp } from '../fields.ts'
import { Permission } from '../jobs/job-can.ts'

export const AlertView = z.object({
  id: Id,
  kind: z.enum(alertKinds),
  severity: z.enum(alertSeverities),
  subject: z.string().meta({ description: 'Name of what it is about, kept for when that is gone' }),
  headline: z.string().meta({ description: 'The fact in one line' }),
  message: z.string(),
  hint: z.string().nullable().meta({ description: 'What to do' }),
  groupId: Id.nullable(),
  targetId: Id.nullable(),
  jobId: Id.nullable(),
  recoveryPointId: Id.nullable().meta({ description: 'Of an unusual change: the point before it' }),
  facts: z.record(z.string(), z.unknown()).nullable(),
  openedAt: Timestamp,
  lastSeenAt: Timestamp,
  occurrences: z.number().int(),
  acknowledgedAt: Timestamp.nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: Timestamp.nullable(),
  can: z.object({ acknowledge: Permission }),
})
export type AlertView = z.infer<typeof AlertView>

export function alertView({ fingerprint: _, protectionGroupId, ...row }: AlertRow): AlertView {
  return {
    ...row,
    groupId: protectionGroupId,
    headline: alertHeadline(row),
    openedAt: iso(row.openedAt),
    lastSeenAt: iso(row.lastSeenAt),
    acknowledgedAt: isoOrNull(row.acknowledgedAt),
    resolvedAt: isoOrNull(row.resolvedAt),
    can: { acknowledge: mayAcknowledge(row) },
  }
}

function mayAcknowledge({ acknowledgedBy, resolvedAt }: Pick<AlertRow, 'acknowledgedBy' | 'resolvedAt'>): Permission {
  if (resolvedAt) return { ok: false, because: 'It is over.' }
  return acknowledgedBy === null ? { ok: true } : { ok: false, because: `${acknowledgedBy} has acknowledged it.` }
}
