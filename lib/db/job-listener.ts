import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { env } from '../config/env.ts'
import { openClient } from './open-database.ts'

const AGAIN_AFTER_MS = 1_000

type Listening = { readonly ended: Promise<void> }

/**
 * Listens for changed jobs on a connection of its own, which it opens anew when it is lost.
 *
 * @param onReady after each (re)connect: what changed meanwhile was not heard
 * @throws when the first connection fails
 */
export async function listenForJobs(onJob: (jobId: string) => void, onReady: () => void): Promise<void> {
  const first = await startListening(onJob)
  onReady()
  void goOnListening(first, onJob, onReady)
}

async function goOnListening(first: Listening, onJob: (jobId: string) => void, onReady: () => void): Promise<never> {
  for (let listening: Listening | null = first; ;) {
    await listening?.ended
    await sleep(AGAIN_AFTER_MS, undefined, { ref: false })
    listening = await startListening(onJob).catch(() => null)
    if (listening) onReady()
  }
}

async function startListening(onJob: (jobId: string) => void): Promise<Listening> {
  const client = await openClient(env.DATABASE_URL)
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  client.on('notification', ({ payload }) => onJob(payload ?? ''))
  try {
    await client.query('listen zerfaux_jobs')
  } catch (error) {
    await client.end()
    throw error
  }
  return { ended }
}
