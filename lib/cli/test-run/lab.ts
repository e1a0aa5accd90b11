import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { PartRun } from './counts.ts'
import { root, runProgram } from './program.ts'

/** `lab.mjs tools` ends with this when Debian packages are missing. */
const TOOLS_MISSING = 3
/** Of this checkout: another one on the same machine may be testing too. */
const RUN = `test-${createHash('sha256').update(root).digest('hex').slice(0, 6)}`
/** A lab keeps about one processor busy, and stories of two labs do not meet. */
const RUNS = Array.from({ length: Math.min(2, availableParallelism()) }, (_, index) => `${RUN}-${index + 1}`)

/** Runs the lab's tests between the start and the stop of two labs. Without its tools they are skipped, unless required. */
export async function runLabTests(tests: () => Promise<PartRun>): Promise<PartRun> {
  const required = process.env['ZERFAUX_LAB'] === 'required'
  const missing = await missingTools(required)
  if (missing && required) return { passed: 0, failed: 1, skipped: 0, note: missing }
  if (missing) return { passed: 0, failed: 0, skipped: 1, note: missing }

  try {
    // What a test run that was killed left behind would be gone on with otherwise.
    await allDown()
    for (const run of RUNS) {
      const up = await lab('up', '--run', run)
      if (up.code !== 0)
        return { passed: 0, failed: 1, skipped: 0, note: `the lab did not start: ${lastLine(up.said)}` }
    }
    process.env['ZERFAUX_LAB_RUN'] = RUNS[0]
    process.env['ZERFAUX_LAB_RUNS'] = RUNS.join(',')
    return await tests()
  } finally {
    await allDown()
  }
}

async function allDown(): Promise<void> {
  for (const run of RUNS) await lab('down', '--run', run)
}

async function missingTools(required: boolean): Promise<string | null> {
  if (required && process.getuid?.() === 0) {
    const installed = await lab('install-tools')
    if (installed.code !== 0) return `the lab's tools cannot be installed: ${lastLine(installed.said)}`
  }
  const tools = await lab('tools')
  if (tools.code === 0) return null
  return tools.code === TOOLS_MISSING ? lastLine(tools.said) : `the lab cannot be asked: ${lastLine(tools.said)}`
}

function lab(...args: string[]) {
  return runProgram(process.execPath, [`${root}tests/lab/lab.mjs`, ...args])
}

function lastLine(said: string): string {
  return said.trim().split('\n').at(-1) ?? ''
}
