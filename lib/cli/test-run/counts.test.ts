import { expect, test } from 'vitest'
import { closingLine, playwrightCounts, resultTable, total, vitestCounts, withExitCode } from './counts.ts'

const vitest = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0, numFailedTestSuites: 1 }

test('a vitest file that cannot be loaded counts as a failure', () => {
  const loaded = { status: 'failed', assertionResults: [{}] }
  const broken = { status: 'failed', assertionResults: [] }
  expect(vitestCounts({ ...vitest, testResults: [loaded] })).toEqual({ passed: 3, failed: 1, skipped: 2 })
  expect(vitestCounts({ ...vitest, testResults: [loaded, broken] })).toEqual({ passed: 3, failed: 2, skipped: 2 })
})

test('a flaky browser test and an error outside any test are failures', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 0 }
  expect(playwrightCounts({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 3, skipped: 0 })
})

test('a runner that fails without a failed test is not lost', () => {
  const counts = { passed: 4, failed: 0, skipped: 0 }
  expect(withExitCode(counts, 0)).toEqual(counts)
  expect(withExitCode(counts, 1)).toEqual({ ...counts, failed: 1 })
  expect(withExitCode({ ...counts, failed: 2 }, 1)).toEqual({ ...counts, failed: 2 })
  expect(withExitCode(counts, null).failed).toBe(1)
})

test('the closing line names skipped parts only when there are some', () => {
  expect(
    closingLine(
      total([
        { passed: 1, failed: 0, skipped: 0 },
        { passed: 2, failed: 1, skipped: 0 },
      ]),
    ),
  ).toBe('3 passed, 1 failed')
  expect(closingLine({ passed: 1, failed: 0, skipped: 4 })).toBe('1 passed, 0 failed, 4 skipped')
})

test('the table has one line for each part, with its note', () => {
  const table = resultTable([{ part: 'lab', passed: 0, failed: 0, skipped: 1, seconds: 0.04, note: 'qemu is missing' }])
  expect(table).toContain('lab               0        0        1    0.0 s  qemu is missing')
})
