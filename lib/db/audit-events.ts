import { auditEvents } from '../../drizzle/schema/audit-events.ts'
import type { Db } from './client.ts'
import { and, eq } from 'drizzle-orm'
import { paging, type Page, type PageRequest } from './page.ts'

export type AuditRow = typeof auditEvents.$inferSelect

const sortable = { at: auditEvents.at }

/** In the transaction of the deed: what was done and that it was done are kept together or not at all. */
export async function insertAuditEvent(db: Db, row: typeof auditEvents.$inferInsert): Promise<void> {
  await db.insert(auditEvents).values(row)
}

export async function listAuditEvents(
  db: Db,
  request: PageRequest & { objectId?: string | undefined; action?: string | undefined },
): Promise<Page<AuditRow>> {
  const page = paging(request, auditEvents.id, sortable, '-at')
  const rows = await db
    .select()
    .from(auditEvents)
    .where(
      and(
        request.objectId === undefined ? undefined : eq(auditEvents.objectId, request.objectId),
        request.action === undefined ? undefined : eq(auditEvents.action, request.action),
        page.where,
      ),
    )
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows)
}
