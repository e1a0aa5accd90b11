import { randomBytes } from 'node:crypto'
import { members } from '../../../drizzle/schema/members.ts'
import { env } from '../../config/env.ts'
import { createUser, findUserId, setPassword } from '../../db/auth-users.ts'
import { db } from '../../db/client.ts'
import { ZerfauxError } from '../../domain/errors.ts'

/** `password` is null where the operator has chosen it and knows it. */
export type FirstAdmin = { readonly email: string; readonly password: string | null }

/** Makes the first administrator. Can be repeated when it was cut short between user and membership. */
export async function createFirstAdmin(): Promise<FirstAdmin> {
  const email = env.ZERFAUX_ADMIN_EMAIL.toLowerCase()
  const password = env.ZERFAUX_ADMIN_PASSWORD ?? randomBytes(15).toString('base64url')
  const made = await userWithPassword(email, password)
  await db
    .insert(members)
    .values({ userId: made.userId, email, role: 'admin' })
    .onConflictDoUpdate({ target: members.userId, set: { role: 'admin' } })
  return { email, password: made.passwordSet && !env.ZERFAUX_ADMIN_PASSWORD ? password : null }
}

/** Somebody known to Supabase already keeps their password; in embedded mode only we can have made them. */
async function userWithPassword(email: string, password: string): Promise<{ userId: string; passwordSet: boolean }> {
  try {
    return { userId: await createUser(email, password), passwordSet: true }
  } catch (error) {
    if (!(error instanceof ZerfauxError) || error.code !== 'conflict') throw error
  }
  const userId = await findUserId(email)
  if (env.mode.kind === 'supabase') return { userId, passwordSet: false }
  await setPassword(email, password)
  return { userId, passwordSet: true }
}
