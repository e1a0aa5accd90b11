import 'server-only'
import { pino, type Logger } from 'pino'
import { env } from '../config/env.ts'
import { db, type Db } from '../db/client.ts'
import { insertAuditEvent } from '../db/audit-events.ts'
import { ZerfauxError } from '../domain/errors.ts'
import { mayActAs, type Role } from '../domain/role.ts'
import { JobQueue } from '../workflows/queue.ts'
import { Sites } from '../workflows/sites.ts'

export type Actor = {
  readonly kind: 'user' | 'token' | 'system'
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** Who asks, from where, and what the verbs work with. */
export type ServiceContext = {
  readonly actor: Actor
  readonly address: string | null
  readonly db: Db
  readonly sites: Sites
  readonly queue: () => Promise<JobQueue>
  readonly now: Date
  readonly log: Logger
}

// Connections of this process, kept across hot reloads and bundles like the database pool.
const kept = globalThis as { zerfauxSites?: Sites; zerfauxQueue?: Promise<JobQueue>; zerfauxLog?: Logger }

export function serviceContext(actor: Actor, address: string | null): ServiceContext {
  const log = (kept.zerfauxLog ??= pino({ level: env.ZERFAUX_LOG_LEVEL, base: { process: 'web' } }))
  const sites = (kept.zerfauxSites ??= new Sites(db))
  return { actor, address, db, sites, queue: sendingQueue, now: new Date(), log }
}

/** A queue that failed to start is not kept: the next request tries again. */
async function sendingQueue(): Promise<JobQueue> {
  kept.zerfauxQueue ??= JobQueue.forSending(env.DATABASE_URL, (error) =>
    kept.zerfauxLog?.error({ err: error }, 'job queue'),
  )
  try {
    return await kept.zerfauxQueue
  } catch (error) {
    delete kept.zerfauxQueue
    throw error
  }
}

/** First line of every verb. @throws ZerfauxError `forbidden` */
export function requireRole(ctx: Pick<ServiceContext, 'actor'>, needed: Role): void {
  if (mayActAs(ctx.actor.role, needed)) return
  throw new ZerfauxError('forbidden', `This needs the role ${needed}; ${ctx.actor.name} has ${ctx.actor.role}`, {
    hint: 'Ask an admin to do it, or for a higher role.',
  })
}

export type Deed = {
  readonly action: string
  readonly objectType:
    | 'vcenter'
    | 'target'
    | 'link'
    | 'protection_group'
    | 'protected_vm'
    | 'recovery_point'
    | 'job'
    | 'api_token'
    | 'alert'
    | 'alert_channel'
  readonly objectId: string
  readonly objectName: string
  readonly details?: Record<string, unknown>
}

/** Belongs into the deed's own transaction. `details` never holds a secret. */
export async function audit(ctx: ServiceContext, tx: Db, deed: Deed): Promise<void> {
  await insertAuditEvent(tx, {
    ...deed,
    actor: `${ctx.actor.kind}:${ctx.actor.name}`,
    outcome: 'done',
    address: ctx.address,
  })
}
