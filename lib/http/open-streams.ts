// On globalThis like the database pool: hot reload and each bundle would make a set of their own.
const kept = globalThis as { zerfauxOpenStreams?: Set<() => void> }

/**
 * Calls `end` when this process is asked to end: the server waits for what is still open, and a stream
 * of events would be open until its job has ended. Gives what to call once the stream is over.
 */
export function endWithProcess(end: () => void): () => void {
  const streams = (kept.zerfauxOpenStreams ??= watchForTheEnd())
  streams.add(end)
  return () => streams.delete(end)
}

function watchForTheEnd(): Set<() => void> {
  const streams = new Set<() => void>()
  process.once('SIGTERM', () => {
    for (const end of streams) end()
  })
  return streams
}
