/**
 * The users of the Auth service: Supabase's in Supabase mode, the embedded one otherwise. Who may do
 * what is not known there; that is the table `members`.
 */
import 'server-only'
import { createClient } from '@supabase/supabase-js'
import { env, type Mode } from '../config/env.ts'
import { ZerfauxError } from '../domain/errors.ts'
import { createEmbeddedUser, findEmbeddedUserId, setEmbeddedPassword } from './embedded-auth-users.ts'

/** Gives the new user's id. @throws ZerfauxError `conflict` when the address is taken, `invalid_input` when refused. */
export async function createUser(email: string, password: string): Promise<string> {
  if (env.mode.kind === 'embedded') return createEmbeddedUser(email, password)
  const { data, error } = await admin(env.mode).createUser({ email, password, email_confirm: true })
  if (error) throw refused(`Creating the user ${email}`, error)
  return data.user.id
}

/** Sets a user's password without knowing the old one. */
export async function setPassword(email: string, password: string): Promise<void> {
  if (env.mode.kind === 'embedded') return setEmbeddedPassword(email, password)
  const id = await findUserId(email)
  const { error } = await admin(env.mode).updateUserById(id, { password })
  if (error) throw refused(`Setting the password of ${email}`, error)
}

/** @throws ZerfauxError `not_found` */
export async function findUserId(email: string): Promise<string> {
  const id = env.mode.kind === 'embedded' ? await findEmbeddedUserId(email) : await findSupabaseUserId(env.mode, email)
  if (id === null) throw new ZerfauxError('not_found', `There is no user ${email}`)
  return id
}

/** Supabase Auth has no look-up by address: its pages are read until found. */
async function findSupabaseUserId(mode: SupabaseMode, email: string): Promise<string | null> {
  for (let page = 1; ; page++) {
    const { data, error } = await admin(mode).listUsers({ page, perPage: 200 })
    if (error) throw refused(`Looking for the user ${email}`, error)
    const found = data.users.find((user) => user.email === email.toLowerCase())
    if (found) return found.id
    if (data.users.length < 200) return null
  }
}

type SupabaseMode = Extract<Mode, { kind: 'supabase' }>

function admin(mode: SupabaseMode) {
  const client = createClient(mode.url, mode.serviceRoleKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  })
  return client.auth.admin
}

function refused(doing: string, error: { message: string; code?: string | undefined; status?: number | undefined }) {
  const found = `${doing}: Supabase Auth says "${error.message}"`
  if (error.code === 'email_exists') return new ZerfauxError('conflict', found, { cause: error })
  if (!error.status || error.status >= 500) {
    return new ZerfauxError('unreachable', found, { cause: error, hint: 'Check SUPABASE_URL and that Supabase runs.' })
  }
  if (error.status === 401 || error.status === 403) {
    return new ZerfauxError('sign_in_refused', found, { cause: error, hint: 'Check SUPABASE_SERVICE_ROLE_KEY.' })
  }
  return new ZerfauxError('invalid_input', found, { cause: error })
}
