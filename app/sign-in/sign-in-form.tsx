'use client'

import { useActionState } from 'react'
import { signInAction } from './actions'

export function SignInForm({ next }: { next: string }) {
  const [state, action, pending] = useActionState(signInAction, null)
  return (
    <form action={action} className="sign-in-form">
      <input type="hidden" name="next" value={next} />
      <label htmlFor="email">Email</label>
      <input
        id="email"
        className="input"
        name="email"
        type="email"
        autoComplete="username"
        required
        defaultValue={state?.email}
        aria-invalid={state !== null}
        aria-describedby="sign-in-problem"
      />
      <label htmlFor="password">Password</label>
      <input
        id="password"
        className="input"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        aria-invalid={state !== null}
        aria-describedby="sign-in-problem"
      />
      <p id="sign-in-problem" role="alert">
        {state?.problem}
      </p>
      <button type="submit" className="button" data-kind="primary" disabled={pending}>
        {pending ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  )
}
