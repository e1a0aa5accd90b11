import type { Logger } from 'pino'
import { noteChannelOutcome } from '../../db/alert-channels.ts'
import { claimDeliveries, giveUpDeliveries, markFailed, markSent, type DueDelivery } from '../../db/alert-deliveries.ts'
import type { Db } from '../../db/client.ts'
import { noticeRetrySeconds } from '../../domain/retry.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { describe } from '../run-job.ts'
import { sendNotice, toldAlert } from './send-notice.ts'

const AT_ONCE = 8
/** Longer than any sender may take; whoever died with a notice in hand loses it then. */
const LEASE_SECONDS = 120
const GIVE_UP_HOURS = 24

type Tools = { readonly db: Db; readonly log: Logger }

/** Sends what is due, until nothing is. Any number of processes may do it at once: each takes its own. */
export async function deliverAlerts({ db, log }: Tools, now: () => Date, signal: AbortSignal): Promise<void> {
  await giveUpDeliveries(db, new Date(now().getTime() - GIVE_UP_HOURS * 3_600_000), now())
  while (!signal.aborted) {
    const due = await claimDeliveries(db, now(), later(now(), LEASE_SECONDS), AT_ONCE)
    if (due.length === 0) return
    await Promise.all(due.map((delivery) => deliver({ db, log }, delivery, now)))
  }
}

async function deliver({ db, log }: Tools, { delivery, alert, channel }: DueDelivery, now: () => Date): Promise<void> {
  try {
    const incomplete = await sendNotice(channel, {
      deliveryId: delivery.id,
      event: delivery.event,
      alert: toldAlert(alert),
    })
    await markSent(db, delivery, now())
    await noteChannelOutcome(db, channel, incomplete === null ? { sentAt: now() } : { error: incomplete })
  } catch (error) {
    const words = describe(error).message
    if (!(error instanceof ZerfauxError)) log.error({ channel: channel.id, err: error }, 'a notice could not be made')
    else log.warn({ channel: channel.id, code: error.code }, 'a notice could not be delivered')
    await markFailed(db, delivery.id, words, later(now(), noticeRetrySeconds(delivery.attempts)))
    await noteChannelOutcome(db, channel, { error: words })
  }
}

function later(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1000)
}
