'use client'

import { useRouter } from 'next/navigation'
import { useTransition } from 'react'

export function RetryPage() {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  return (
    <button type="button" className="button" disabled={pending} onClick={() => startTransition(() => router.refresh())}>
      {pending ? 'Trying …' : 'Try again'}
    </button>
  )
}
