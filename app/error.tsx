'use client'

import { Failure } from './_ui/failure'

export default function RootError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="page stack">
      <Failure error={error} reset={reset} />
    </main>
  )
}
