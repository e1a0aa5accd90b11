import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { currentUser } from '@/lib/http/session'
import { nextPath } from '@/lib/http/session-next-path'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const next = nextPath((await searchParams)['next'])
  if (await currentUser()) redirect(next)
  return (
    <main className="sign-in">
      <h1>Sign in to Zerfaux</h1>
      <SignInForm next={next} />
    </main>
  )
}
