import 'server-only'
import { eq } from 'drizzle-orm'
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { ZerfauxError } from '../domain/errors.ts'
import { db } from './client.ts'
import { openEmbeddedAuth } from './embedded-auth.ts'

/** The little of Supabase Auth's own table that is read here. Not part of our schema, nor of its migrations. */
const authUsers = pgSchema('auth').table('users', { id: uuid().primaryKey(), email: text() })

type Auth = ReturnType<typeof openEmbeddedAuth>

const SignedUp = z.object({ user: z.object({ id: z.uuid() }) })
const Session = z.object({ access_token: z.string() })
const Refusal = z.object({
  msg: z.string().optional(),
  message: z.string().optional(),
  error_code: z.string().optional(),
})

/** The embedded Auth has no admin interface, so a user is made as if signing up. */
export async function createEmbeddedUser(email: string, password: string): Promise<string> {
  return withAuth(async (auth) => {
    const answer = await call(auth, `Creating the user ${email}`, 'POST', '/signup', { email, password })
    return SignedUp.parse(answer).user.id
  })
}

export async function findEmbeddedUserId(email: string): Promise<string | null> {
  const [user] = await db.select({ id: authUsers.id }).from(authUsers).where(eq(authUsers.email, email.toLowerCase()))
  return user?.id ?? null
}

/** As if the user had asked for a reset, with the code that would have been mailed. Ends all sessions of the user. */
export async function setEmbeddedPassword(email: string, password: string): Promise<void> {
  await withAuth(async (auth) => {
    const doing = `Setting the password of ${email}`
    await call(auth, doing, 'POST', '/recover', { email })
    // An unknown address is answered like a known one, but gets no mail.
    const code = /\b\d{6}\b/.exec(auth.lastMailTo(email)?.text ?? '')?.[0]
    if (!code) throw new ZerfauxError('not_found', `${doing}: there is no such user`)
    const session = Session.parse(await call(auth, doing, 'POST', '/verify', { type: 'recovery', email, token: code }))
    await call(auth, doing, 'PUT', '/user', { password }, session.access_token)
    await call(auth, doing, 'POST', '/logout?scope=global', {}, session.access_token)
  })
}

async function withAuth<Result>(work: (auth: Auth) => Promise<Result>): Promise<Result> {
  const auth = openEmbeddedAuth({ connections: 1 })
  try {
    return await work(auth)
  } finally {
    await auth.close()
  }
}

async function call(
  auth: Auth,
  doing: string,
  method: string,
  path: string,
  body: object,
  token?: string,
): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  const request = new Request(`http://localhost/auth/v1${path}`, { method, headers, body: JSON.stringify(body) })
  const answer = await auth.fetch(request)
  const text = await answer.text()
  if (answer.ok) return text ? JSON.parse(text) : null
  throw refused(doing, text)
}

function refused(doing: string, text: string): ZerfauxError {
  const { msg, message, error_code: code } = Refusal.parse(JSON.parse(text))
  const taken = code === 'user_already_exists' || code === 'email_exists'
  return new ZerfauxError(taken ? 'conflict' : 'invalid_input', `${doing}: ${msg ?? message ?? code ?? 'refused'}`)
}
