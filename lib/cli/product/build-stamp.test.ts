import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildStamp } from './build-stamp.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'zerfaux-stamp-'))
  write('app/page.tsx', 'one')
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

test.each([
  { case: 'a page', file: 'app/page.tsx' },
  { case: 'a new file', file: 'lib/http/door.ts' },
  { case: 'the lock file', file: 'package-lock.json' },
])('changes with $case', ({ file }) => {
  const before = buildStamp(root)
  write(file, 'two')
  expect(buildStamp(root)).not.toBe(before)
})

test.each(['lib/cli/start.ts', 'app/page.test.ts', 'lib/workflows/workflow.laws.ts', 'lib/DESIGN.md', 'README.md'])(
  'does not change with %s',
  (file) => {
    const before = buildStamp(root)
    write(file, 'two')
    expect(buildStamp(root)).toBe(before)
  },
)

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
