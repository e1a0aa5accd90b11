'use client'

import { startTransition, useActionState, type FormEvent } from 'react'
import type { FormState } from './form-state'

/**
 * For forms whose fields are not to be touched: React resets a form after its action. A controlled select then
 * shows its first option whatever its value, and what was typed while the answer was awaited is gone.
 * Submitted by hand, nothing is reset.
 */
export function useKeptForm(action: (state: FormState, data: FormData) => Promise<FormState>): {
  readonly state: FormState
  readonly busy: boolean
  readonly form: {
    readonly action: (data: FormData) => void
    readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void
  }
} {
  const [state, submit, busy] = useActionState(action, null)
  return {
    state,
    busy,
    form: {
      action: submit,
      onSubmit(event) {
        event.preventDefault()
        const data = new FormData(event.currentTarget)
        startTransition(() => submit(data))
      },
    },
  }
}
