import { text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { createdAt, instant, memberRole, zerfaux } from './zerfaux-schema.ts'

/** `zfx_…` bearer tokens. Only the SHA-256 is here; 256 random bits need no slow hash. */
export const apiTokens = zerfaux
  .table(
    'api_tokens',
    {
      id: uuid().primaryKey().defaultRandom(),
      name: text().notNull(),
      role: memberRole().notNull(),
      tokenSha256: text('token_sha256').notNull(),
      createdBy: text('created_by').notNull(),
      createdAt: createdAt(),
      lastUsedAt: instant('last_used_at'),
      expiresAt: instant('expires_at'),
      revokedAt: instant('revoked_at'),
    },
    (table) => [uniqueIndex('api_tokens_hash').on(table.tokenSha256)],
  )
  .enableRLS()
