import { z } from 'zod'

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number }
export type PartRun = Counts & { readonly note?: string }
export type PartResult = PartRun & { readonly part: string; readonly seconds: number }

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

/** A file that cannot even be loaded has no tests in the report; it counts as one failure. */
export function vitestCounts(report: unknown): Counts {
  const parsed = VitestReport.parse(report)
  const broken = parsed.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return {
    passed: parsed.numPassedTests,
    failed: parsed.numFailedTests + broken.length,
    skipped: parsed.numPendingTests + parsed.numTodoTests,
  }
}

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
})

/** A test that passed only when repeated is a failure here: nothing is repeated on purpose. */
export function playwrightCounts(report: unknown): Counts {
  const { stats, errors } = PlaywrightReport.parse(report)
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped }
}

/** What the exit code says must not be lost: a runner that failed without a failed test counts as one. */
export function withExitCode(counts: Counts, exitCode: number | null): Counts {
  return exitCode === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}

export function total(results: readonly Counts[]): Counts {
  const sum = (key: keyof Counts) => results.reduce((all, result) => all + result[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** The last line that a test run prints. Read by machines. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

export function resultTable(results: readonly PartResult[]): string {
  const rows = results.map(({ part, passed, failed, skipped, seconds, note }) =>
    [
      part.padEnd(10),
      cell(passed),
      cell(failed),
      cell(skipped),
      `${seconds.toFixed(1)} s`.padStart(9),
      note ? `  ${note}` : '',
    ].join(''),
  )
  return [
    '',
    `${'part'.padEnd(10)}${['passed', 'failed', 'skipped'].map(cell).join('')}${'time'.padStart(9)}`,
    ...rows,
    '',
  ].join('\n')
}

function cell(value: number | string): string {
  return String(value).padStart(9)
}
