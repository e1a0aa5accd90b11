import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.ts'
import { playwrightCounts, vitestCounts, withExitCode, type Counts, type PartRun } from './counts.ts'
import { runLabTests } from './lab.ts'
import { runPackaged } from './program.ts'

export type Part = { readonly name: string; readonly about: string; readonly run: () => Promise<PartRun> }

/** Every part of `npm test`, in its order: what is quick and catches most comes first. */
export const parts: readonly Part[] = [
  { name: 'types', about: 'tsc', run: checkTypes },
  { name: 'lint', about: 'oxlint', run: () => check('oxlint', ['--deny-warnings']) },
  { name: 'format', about: 'oxfmt', run: () => check('oxfmt', ['--check']) },
  { name: 'unit', about: 'unit and contract tests', run: () => vitest('unit') },
  { name: 'api', about: 'the API on the real embedded Postgres', run: () => vitest('api') },
  { name: 'product', about: 'launcher, database server and sign-in as processes', run: () => vitest('product') },
  { name: 'e2e', about: 'the pages in a browser', run: () => playwright('pages') },
  { name: 'lab', about: 'real OpenZFS appliances and vCenter simulators', run: () => runLabTests(labTests) },
]

async function checkTypes(): Promise<PartRun> {
  const { code } = await runPackaged('next', ['typegen'], { quiet: true })
  return code === 0 ? check('tsc', ['--noEmit']) : asOne(code)
}

async function check(program: string, args: readonly string[]): Promise<PartRun> {
  const { code } = await runPackaged(program, args)
  return asOne(code)
}

function asOne(code: number | null): PartRun {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

function vitest(project: string): Promise<PartRun> {
  return withReport(vitestCounts, (report) =>
    runPackaged('vitest', [
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]),
  )
}

/** The stories, and the one journey of the browser that needs real sites. */
async function labTests(): Promise<PartRun> {
  const [stories, journey] = [await vitest('lab'), await playwright('lab')]
  return {
    passed: stories.passed + journey.passed,
    failed: stories.failed + journey.failed,
    skipped: stories.skipped + journey.skipped,
    ...((stories.note ?? journey.note) && { note: stories.note ?? journey.note }),
  }
}

async function playwright(project: 'pages' | 'lab'): Promise<PartRun> {
  const chromium = await ensureChromium()
  if (!chromium.found) return { passed: 0, failed: 1, skipped: 0, note: chromium.because }
  const dataDir = mkdtempSync(join(tmpdir(), 'zerfaux-e2e-'))
  try {
    return await withReport(playwrightCounts, (report) =>
      runPackaged('playwright', ['test', `--project=${project}`, '--reporter=list,json'], {
        env: {
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          ZERFAUX_CHROMIUM: chromium.path,
          ZERFAUX_E2E_DATA_DIR: dataDir,
        },
      }),
    )
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type Runner = (report: string) => Promise<{ code: number | null }>

async function withReport(count: (report: unknown) => Counts, run: Runner): Promise<PartRun> {
  const folder = mkdtempSync(join(tmpdir(), 'zerfaux-report-'))
  const report = join(folder, 'report.json')
  try {
    const { code } = await run(report)
    return withExitCode(count(JSON.parse(readFileSync(report, 'utf8'))), code)
  } catch (error) {
    const found = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return { passed: 0, failed: 1, skipped: 0, note: `no report: ${found}` }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
