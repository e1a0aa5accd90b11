'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { nextPath } from '@/lib/http/session-next-path'
import { signIn, signOut } from '@/lib/http/session-sign-in'

export type SignInState = { problem: string; email: string } | null

const Form = z.object({ email: z.string().trim().min(1), password: z.string().min(1), next: z.string().optional() })

export async function signInAction(_previous: SignInState, data: FormData): Promise<SignInState> {
  const form = Form.safeParse(Object.fromEntries(data))
  const email = String(data.get('email') ?? '')
  if (!form.success) return { problem: 'Enter your email and password.', email }
  const outcome = await signIn(form.data.email, form.data.password)
  if (!outcome.signedIn) return { problem: outcome.because, email }
  redirect(nextPath(form.data.next))
}

export async function signOutAction(): Promise<never> {
  await signOut()
  redirect('/sign-in')
}
