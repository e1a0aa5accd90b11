import 'server-only'
import { listenForJobs } from '../../db/job-listener.ts'

type Listener = () => void
type Watching = { readonly listeners: Map<string, Set<Listener>>; started: Promise<unknown> | null }

// One LISTEN connection for all streams of this process.
const kept = globalThis as { zerfauxWatching?: Watching }

/** Calls back when the job may have changed. NOTIFY is a hint: re-read the job, also now and then without one. */
export function onJobChange(jobId: string, listener: Listener): () => void {
  const watching = (kept.zerfauxWatching ??= { listeners: new Map(), started: null })
  const listeners = watching.listeners.get(jobId) ?? new Set()
  watching.listeners.set(jobId, listeners.add(listener))
  watching.started ??= listenForJobs(
    (changed) => watching.listeners.get(changed)?.forEach((call) => call()),
    () => watching.listeners.forEach((all) => all.forEach((call) => call())),
  ).catch(() => {
    watching.started = null
  })
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) watching.listeners.delete(jobId)
  }
}
