/** Aborts when a person or the system asks for the end, or when the launcher that started us is gone. */
export function stopRequested(): AbortSignal {
  const controller = new AbortController()
  const abort = () => controller.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, abort)
  process.on('disconnect', abort)
  return controller.signal
}
