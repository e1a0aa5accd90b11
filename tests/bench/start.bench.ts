/**
 * From the run command to the first page: on a clean clone with a warm package cache, and again.
 * Each a process of its own, as a newcomer starts it.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PORT = 3977

export async function measureStart(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'zerfaux-start-'))
  try {
    await run('git', ['clone', '-q', join(import.meta.dirname, '../..'), directory])
    const [first, second, third] = [await firstPage(directory), await firstPage(directory), await firstPage(directory)]
    return [
      '| From the run command to the first page | s |',
      '|---|---|',
      `| Clean clone, warm package cache: install, database, demo, build | ${first.toFixed(1)} |`,
      `| Second start | ${second.toFixed(1)} |`,
      `| Third start | ${third.toFixed(1)} |`,
    ].join('\n')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function firstPage(directory: string): Promise<number> {
  const started = performance.now()
  const { ZERFAUX_DATA_DIR: _dir, DATABASE_URL: _url, ...env } = process.env
  const product = spawn('npm', ['start'], { cwd: directory, env: { ...env, PORT: String(PORT) }, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => product.on('exit', () => resolve()))
  try {
    for (;;) {
      if (product.exitCode !== null) throw new Error(`npm start ended with ${product.exitCode}`)
      const page = await fetch(`http://127.0.0.1:${PORT}/sign-in`).catch(() => null)
      if (page?.ok) return (performance.now() - started) / 1000
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  } finally {
    product.kill('SIGINT')
    await ended
  }
}
