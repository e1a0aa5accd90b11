/** Next calls this once when the server starts, in each of its runtimes; a build starts no server. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./instrumentation.node')
}
