'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useRef, useTransition, type ReactNode } from 'react'

const TYPING_MS = 250

/** Filters live in the address: they can be sent to a colleague and survive a reload. */
export function FilterForm({ children, keep = [] }: { children: ReactNode; keep?: readonly string[] }) {
  const router = useRouter()
  const path = usePathname()
  const now = useSearchParams()
  const [pending, startTransition] = useTransition()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  function apply(form: HTMLFormElement) {
    clearTimeout(timer.current)
    const next = new URLSearchParams()
    for (const name of keep) for (const value of now.getAll(name)) next.append(name, value)
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && value.trim() !== '') next.set(name, value.trim())
    }
    startTransition(() => router.replace(`${path}?${next}`, { scroll: false }))
  }

  return (
    <search>
      <form
        className="filters"
        aria-busy={pending}
        onSubmit={(event) => {
          event.preventDefault()
          apply(event.currentTarget)
        }}
        onChange={(event) => {
          const form = event.currentTarget
          clearTimeout(timer.current)
          timer.current = setTimeout(() => apply(form), event.target instanceof HTMLSelectElement ? 0 : TYPING_MS)
        }}
      >
        {children}
      </form>
    </search>
  )
}
