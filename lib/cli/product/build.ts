import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ZerfauxError } from '../../domain/errors.ts'
import { buildStamp } from './build-stamp.ts'

const OTHER_BUILD_MS = 5 * 60_000

/** Builds the pages unless the last build was of these very sources. `onBuild` is called when it must. */
export async function ensureBuild(root: string, onBuild: () => void): Promise<void> {
  const stampFile = join(root, '.next', 'zerfaux-build')
  const deadline = Date.now() + OTHER_BUILD_MS
  for (let told = false; ;) {
    const stamp = buildStamp(root)
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
    if (!told) onBuild()
    told = true

    const { code, said } = await nextBuild(root)
    if (code === 0) return writeFileSync(stampFile, stamp)
    // Another start in this checkout is at it; its result will do for us too.
    if (!/another next build/i.test(said) || Date.now() > deadline) throw failed(code, said)
    await sleep(1000)
  }
}

export const NEXT_PROGRAM = 'node_modules/next/dist/bin/next'

function nextBuild(root: string): Promise<{ code: number | null; said: string }> {
  return new Promise((done, fail) => {
    let said = ''
    const child = spawn(process.execPath, [NEXT_PROGRAM, 'build'], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (said += String(text)))
    child.on('error', fail)
    child.on('close', (code) => done({ code, said }))
  })
}

function failed(code: number | null, said: string): ZerfauxError {
  const end = said.trim().split('\n').slice(-25).join('\n')
  return new ZerfauxError('precondition_failed', `Building the pages: next build ended with ${code}:\n${end}`)
}
