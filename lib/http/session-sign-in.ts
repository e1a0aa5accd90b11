import 'server-only'
import { headers } from 'next/headers'
import { writableSessionClient } from './session.ts'
import { signInAttempts } from './session-attempts.ts'

export type SignInOutcome = { readonly signedIn: true } | { readonly signedIn: false; readonly because: string }

/** Unknown address and wrong password look the same, so that nobody can find out who has an account. */
export async function signIn(email: string, password: string, now = Date.now()): Promise<SignInOutcome> {
  const address = clientAddress(await headers())
  const wait = signInAttempts.waitSeconds(address, email, now)
  if (wait > 0) return refused(`Too many attempts. Try again in ${Math.ceil(wait / 60)} min.`)

  const client = await writableSessionClient()
  const { error } = await client.auth.signInWithPassword({ email: email.trim(), password })
  if (!error) {
    signInAttempts.succeeded(address, email)
    return { signedIn: true }
  }
  if (error.status === undefined || error.status === 0 || error.status >= 500) {
    return refused('Signing in is not possible right now: the Auth service does not answer. Try again in a moment.')
  }
  signInAttempts.failed(address, email, now)
  return refused('Email or password is wrong.')
}

export async function signOut(): Promise<void> {
  const client = await writableSessionClient()
  await client.auth.signOut({ scope: 'local' })
}

/** Next fills the header from the socket when no proxy has. */
export function clientAddress(from: Headers): string {
  return from.get('x-forwarded-for')?.split(',')[0]?.trim() ?? 'unknown'
}

function refused(because: string): SignInOutcome {
  return { signedIn: false, because }
}
