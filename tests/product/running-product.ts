import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const root = new URL('../..', import.meta.url).pathname

export type Running = {
  readonly child: ChildProcess
  readonly said: () => string
  /** Resolves when the program says it is ready; rejects with what it said when it ends before. */
  readonly ready: Promise<void>
  readonly ended: Promise<number | null>
}

/** `npm start` as a person would run it, but for npm. */
export function startProduct(env: Record<string, string>, options: readonly string[] = ['--no-demo']): Running {
  return launch(['start', ...options], env, 'Ready after')
}

/** `npm run worker`, beside a running product. */
export function startWorker(env: Record<string, string>): Running {
  return launch(['worker'], env, 'worker ready')
}

function launch(args: readonly string[], env: Record<string, string>, readyWhen: string): Running {
  let said = ''
  const child = spawn('node', ['lib/cli/launch.mjs', ...args], { cwd: root, env: { ...process.env, ...env } })
  const ended = new Promise<number | null>((done) => child.on('exit', done))
  const ready = new Promise<void>((done, fail) => {
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (text: Buffer) => {
        said += text.toString()
        if (said.includes(readyWhen)) done()
      })
    }
    void ended.then((code) => fail(new Error(`${args.join(' ')} ended with ${code}: ${said}`)))
  })
  ready.catch(() => {}) // not every test waits for it
  return { child, said: () => said, ready, ended }
}

/** Everything that was started for this data directory, down to Postgres: they all inherit its name. */
export function processesOf(dataDir: string): number[] {
  const wanted = `ZERFAUX_DATA_DIR=${dataDir}`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environment(pid).includes(wanted))
    .map(Number)
}

/** Waits for the end of all of them; gives those that are still there after the time. */
export async function leftOver(dataDir: string, seconds: number): Promise<number[]> {
  const deadline = Date.now() + seconds * 1000
  while (Date.now() < deadline && processesOf(dataDir).length > 0) await sleep(50)
  return processesOf(dataDir)
}

export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })
}

function environment(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return [] // gone, or another user's
  }
}
