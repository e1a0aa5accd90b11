import { text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, memberRole, zerfaux } from './zerfaux-schema.ts'

/** Who of the Auth service's users may come in, and as what. No row: no access. */
export const members = zerfaux
  .table('members', {
    userId: uuid('user_id').primaryKey(),
    email: text().notNull(),
    role: memberRole().notNull(),
    createdAt: createdAt(),
  })
  .enableRLS()
