import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from './program.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

export type Chromium =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly because: string }

/** The system's browser; root on Debian or Ubuntu gets it installed, others are told how. */
export async function ensureChromium(): Promise<Chromium> {
  const there = inPath(NAMES)
  if (there) return { found: true, path: there }
  const because = 'no Chromium found; install it: sudo apt-get install chromium'
  const apt = inPath(['apt-get'])
  if (process.getuid?.() !== 0 || !apt) return { found: false, because }

  console.log('Installing the Debian package chromium …')
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runProgram(apt, ['update', '-q'], { env, quiet: true })
  const { code, said } = await runProgram(apt, ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
    env,
    quiet: true,
  })
  const installed = inPath(NAMES)
  if (code === 0 && installed) return { found: true, path: installed }
  return { found: false, because: `apt-get install chromium failed: ${said.trim().split('\n').at(-1)}` }
}

function inPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
