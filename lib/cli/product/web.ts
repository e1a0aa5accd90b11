import { setTimeout as sleep } from 'node:timers/promises'
import { ZerfauxError } from '../../domain/errors.ts'
import { NEXT_PROGRAM } from './build.ts'
import type { ChildPlan } from './supervise.ts'

const READY_TIMEOUT_MS = 90_000

export type WebAddress = { readonly host: string; readonly port: number }

export function webPlan({ host, port }: WebAddress, mode: 'start' | 'dev', logDir: string): ChildPlan {
  return {
    name: 'web',
    args: [NEXT_PROGRAM, mode, '--hostname', host, '--port', String(port)],
    env: { NODE_ENV: mode === 'dev' ? 'development' : 'production', ZERFAUX_STOP_DEADLINE_MS: '1500' },
    logDir,
    loud: mode === 'dev',
    deadlineMs: 3000,
  }
}

/** Waits until the first page can be had, and so has been made once before a person asks for it. */
export async function untilWebAnswers(address: WebAddress, cancelled: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (!cancelled.aborted) {
    if (await answers(address)) return
    if (Date.now() > deadline) {
      throw new ZerfauxError('precondition_failed', `The web process does not answer at ${urlOf(address)}`, {
        hint: 'See web.log in the logs folder of the data directory.',
      })
    }
    await sleep(40)
  }
}

/** The address to show and to call: "any address" is reached on loopback. */
export function urlOf({ host, port }: WebAddress): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

async function answers(address: WebAddress): Promise<boolean> {
  try {
    const answer = await fetch(`${urlOf(address)}/sign-in`, { redirect: 'manual', signal: AbortSignal.timeout(60_000) })
    await answer.arrayBuffer()
    return answer.status < 500
  } catch {
    return false // not listening yet
  }
}
