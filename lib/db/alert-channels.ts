import { and, eq, sql } from 'drizzle-orm'
import { alertChannels } from '../../drizzle/schema/alert-channels.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { Db } from './client.ts'
import { paging, type Page, type PageRequest } from './page.ts'
import { refuseUnless } from './refusals.ts'
import { open, seal, type SecretPlace } from './secrets.ts'

export type AlertChannelRow = typeof alertChannels.$inferSelect

const sortable = { name: alertChannels.name, createdAt: alertChannels.createdAt }

export async function listAlertChannels(db: Db, request: PageRequest): Promise<Page<AlertChannelRow>> {
  const page = paging(request, alertChannels.id, sortable, 'name')
  const rows = await db
    .select()
    .from(alertChannels)
    .where(page.where)
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows)
}

export async function listEnabledChannels(db: Db): Promise<AlertChannelRow[]> {
  return db.select().from(alertChannels).where(eq(alertChannels.enabled, true))
}

export async function getAlertChannel(db: Db, id: string): Promise<AlertChannelRow> {
  const [row] = await db.select().from(alertChannels).where(eq(alertChannels.id, id))
  if (!row) throw new ZerfauxError('not_found', `There is no alert channel with id ${id}`)
  return row
}

const taken = (name: string | undefined) => ({
  alert_channels_name: `There is already an alert channel called ${name}`,
})

export async function insertAlertChannel(db: Db, row: typeof alertChannels.$inferInsert): Promise<void> {
  await refuseUnless(db.insert(alertChannels).values(row), taken(row.name))
}

export async function updateAlertChannel(
  db: Db,
  id: string,
  changes: Partial<Omit<AlertChannelRow, 'id' | 'createdAt'>>,
): Promise<void> {
  const update = db
    .update(alertChannels)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(eq(alertChannels.id, id))
  await refuseUnless(update, taken(changes.name))
}

/** What its last notice came to. Not of a channel that was changed meanwhile: that is another one. */
export async function noteChannelOutcome(
  db: Db,
  channel: Pick<AlertChannelRow, 'id' | 'updatedAt'>,
  outcome: { readonly sentAt: Date } | { readonly error: string },
): Promise<void> {
  await db
    .update(alertChannels)
    .set('error' in outcome ? { lastError: outcome.error } : { lastSentAt: outcome.sentAt, lastError: null })
    .where(and(eq(alertChannels.id, channel.id), eq(alertChannels.updatedAt, channel.updatedAt)))
}

export async function deleteAlertChannel(db: Db, id: string): Promise<void> {
  await db.delete(alertChannels).where(eq(alertChannels.id, id))
}

export function sealChannelSecret(id: string, secret: string): string {
  return seal(secret, place(id))
}

/** Password of the mail server, or what webhooks are signed with. */
export function openChannelSecret({ id, sealedSecret }: Pick<AlertChannelRow, 'id' | 'sealedSecret'>): string | null {
  return sealedSecret === null ? null : open(sealedSecret, place(id))
}

function place(id: string): SecretPlace {
  return { table: 'alert_channels', id, column: 'sealed_secret' }
}
