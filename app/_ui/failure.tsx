'use client'

/** A page that could not be made. What a server component throws reaches the browser as a digest only. */
export function Failure({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="notice stack" data-tone="critical" role="alert">
      <h1>This page could not be shown</h1>
      <p>Something went wrong on our side{error.digest ? `. The log has it as ${error.digest}` : ''}.</p>
      <p className="quiet">Try again. If it stays, look into the log of the web process.</p>
      <button type="button" className="button" onClick={reset}>
        Try again
      </button>
    </div>
  )
}
