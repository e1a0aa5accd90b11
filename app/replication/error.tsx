'use client'

import { Failure } from '../_ui/failure'

export default function ReplicationError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="page stack" id="content">
      <Failure error={error} reset={reset} />
    </main>
  )
}
