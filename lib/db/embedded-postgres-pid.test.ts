import { expect, test } from 'vitest'
import { parsePostmasterPid } from './embedded-postgres-pid.ts'

const starting = '4711\n/data/postgres\n1795419756\n5432\n/data/run\n\n   786435         0\nstarting\n'

test('postmaster.pid tells the pid and whether sessions are taken', () => {
  expect(parsePostmasterPid(starting)).toEqual({ pid: 4711, ready: false })
  expect(parsePostmasterPid(starting.replace('starting', 'ready   '))).toEqual({ pid: 4711, ready: true })
})

test('an empty or half-written file names nobody', () => {
  expect(parsePostmasterPid('')).toBeNull()
  expect(parsePostmasterPid('\n/data')).toBeNull()
})
