import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getAlertChannel, noteChannelOutcome } from '../../db/alert-channels.ts'
import type { ToldAlert } from '../../domain/alert-notice.ts'
import { sendNotice } from '../../workflows/alerts/send-notice.ts'
import { describe } from '../../workflows/run-job.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById, Timestamp } from '../fields.ts'

export const ChannelTest = z.object({
  sentAt: Timestamp,
  incomplete: z.string().nullable().meta({ description: 'Which recipients were refused; null when none was' }),
})

/** Sends a test notice now. @throws ZerfauxError with what was in the way, also for a channel that is switched off */
export async function testChannel(ctx: ServiceContext, input: ById): Promise<z.infer<typeof ChannelTest>> {
  requireRole(ctx, 'admin')
  const channel = await getAlertChannel(ctx.db, ById.parse(input).id)
  const sending = sendNotice(channel, { deliveryId: randomUUID(), event: 'test', alert: noAlert(ctx.now) })
  const outcome = await sending.then(
    (incomplete) => ({ incomplete }),
    (error: unknown) => ({ error }),
  )
  await ctx.db.transaction(async (tx) => {
    await noteChannelOutcome(tx, channel, inWords(outcome, ctx.now))
    await audit(ctx, tx, {
      action: 'test_alert_channel',
      objectType: 'alert_channel',
      objectId: channel.id,
      objectName: channel.name,
      details: { sent: !('error' in outcome) },
    })
  })
  if ('error' in outcome) throw outcome.error
  return { sentAt: ctx.now.toISOString(), incomplete: outcome.incomplete }
}

function inWords(outcome: { incomplete: string | null } | { error: unknown }, now: Date) {
  if ('incomplete' in outcome) return outcome.incomplete === null ? { sentAt: now } : { error: outcome.incomplete }
  return { error: describe(outcome.error).message }
}

/** A test is about no alert. */
function noAlert(now: Date): ToldAlert {
  const at = now.toISOString()
  return {
    id: '00000000-0000-4000-8000-000000000000',
    kind: 'rpo_missed',
    severity: 'info',
    subject: 'Test',
    message: 'Test',
    hint: null,
    facts: null,
    openedAt: at,
    lastSeenAt: at,
    resolvedAt: null,
    occurrences: 1,
    groupId: null,
    targetId: null,
    jobId: null,
    recoveryPointId: null,
  }
}
