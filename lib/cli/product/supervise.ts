import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLogFile } from './log-file.ts'

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 30_000
/** A child that ran this long was well; the next crash starts with a short delay again. */
const WELL_AFTER_MS = 60_000

export type ChildPlan = {
  readonly name: string
  readonly args: readonly string[]
  readonly env: Record<string, string>
  readonly logDir: string
  /** Show all it says in the terminal too, not only in its log. */
  readonly loud: boolean
  readonly deadlineMs: number
}

export type Supervised = { readonly stop: () => Promise<void> }

/** Keeps a Node program running: starts it again when it ends by itself, more and more slowly. */
export function supervise(plan: ChildPlan): Supervised {
  const log = openLogFile(plan.logDir, plan.name)
  let stopping = false
  let child = start()
  let delay = FIRST_DELAY_MS

  function start(): ChildProcess {
    const startedAt = Date.now()
    const process = launch(plan)
    for (const output of [process.stdout, process.stderr]) {
      output?.pipe(log.stream, { end: false })
      if (plan.loud) output?.on('data', (text) => console.log(`${plan.name}: ${String(text).trimEnd()}`))
    }
    process.on('exit', (code, signal) => {
      if (stopping) return
      if (Date.now() - startedAt > WELL_AFTER_MS) delay = FIRST_DELAY_MS
      console.error(
        `The ${plan.name} process ended (${signal ?? `exit ${code}`}); again in ${delay / 1000} s. Log: ${log.path}`,
      )
      setTimeout(() => {
        if (!stopping) child = start()
      }, delay)
      delay = Math.min(delay * 2, LONGEST_DELAY_MS)
    })
    return process
  }

  async function stop(): Promise<void> {
    stopping = true
    await endProcess(child, plan.deadlineMs)
    log.stream.end()
  }

  return { stop }
}

/** In a group of its own, so that Ctrl-C in the terminal reaches the launcher alone, which stops things in order. */
function launch(plan: ChildPlan): ChildProcess {
  const follow = new URL('./follow-launcher.mjs', import.meta.url).href
  return spawn(process.execPath, ['--import', follow, ...plan.args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    env: { ...process.env, ...plan.env },
  })
}

async function endProcess(child: ChildProcess, deadlineMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  const inTime = await Promise.race([gone.then(() => true), sleep(deadlineMs, false, { ref: false })])
  if (inTime) return
  process.kill(-child.pid, 'SIGKILL')
  await gone
}
