// Long-lived children: started detached, remembered as pid plus start time, so that a recycled pid is never signalled.
import { execFile, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './lab-error.mjs'

/** Clock ticks since boot at which the process began; null when there is none. */
function startTicks(pid) {
  try {
    // The command name may hold spaces and parentheses: count fields after the last one.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')
    return fields[0] === 'Z' ? null : Number(fields[19])
  } catch {
    return null
  }
}

export const isRunning = (process) =>
  Boolean(process?.pid) && process.pid_start_ticks !== undefined && startTicks(process.pid) === process.pid_start_ticks

export async function startDetached(command, args, { cwd, log, env = process.env, inputFile }) {
  const output = openSync(log, 'a', 0o600)
  const input = inputFile ? openSync(inputFile, 'r') : 'ignore'
  const child = spawn(command, args, { cwd, env, detached: true, stdio: [input, output, output] })
  closeSync(output)
  if (inputFile) closeSync(input)
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(new LabError(`${command} did not start: ${error.message}`)))
  })
  child.unref()
  return { pid: child.pid, pid_start_ticks: startTicks(child.pid) ?? undefined }
}

/** Signals exactly this process and waits until it is gone; after the limit it is killed. */
export async function stopProcess(process_, { signal = 'SIGTERM', withinMs = 10_000 } = {}) {
  if (!isRunning(process_)) return
  process.kill(process_.pid, signal)
  if (await goneWithin(process_, withinMs)) return
  process.kill(process_.pid, 'SIGKILL')
  if (!(await goneWithin(process_, 5_000))) throw new LabError(`process ${process_.pid} does not end`)
}

async function goneWithin(process_, ms) {
  const deadline = Date.now() + ms
  while (isRunning(process_)) {
    if (Date.now() > deadline) return false
    await sleep(50)
  }
  return true
}

/** Runs to the end and answers whatever the exit status; only a missing program or the time limit throws. */
export function execute(command, args, { cwd, env, input, timeoutMs = 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 256 << 20 },
      (error, stdout, stderr) => {
        if (error?.killed) reject(new LabError(`${command} took longer than ${timeoutMs} ms`))
        else if (typeof error?.code === 'string') reject(new LabError(`${command}: ${error.message}`))
        else resolve({ stdout, stderr, code: error ? (error.code ?? 1) : 0 })
      },
    )
    child.stdin.on('error', () => {}) // a command may end without reading what it was given
    child.stdin.end(input ?? '')
  })
}
