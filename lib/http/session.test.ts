import { expect, test } from 'vitest'
import { SignInAttempts } from './session-attempts.ts'
import { nextPath } from './session-next-path.ts'
import { isSameOrigin } from './session-origin.ts'

test.each([
  ['/replication/jobs?kind=replicate', '/replication/jobs?kind=replicate'],
  ['//evil.example', '/replication'],
  ['/\\evil.example', '/replication'],
  ['https://evil.example/', '/replication'],
  ['javascript:alert(1)', '/replication'],
  [undefined, '/replication'],
  [['/a', '/b'], '/replication'],
])('after signing in, next=%s leads to %s', (next, expected) => {
  expect(nextPath(next)).toBe(expected)
})

test.each([
  { case: 'our own page', headers: { origin: 'http://localhost:3000', host: 'localhost:3000' }, expected: true },
  { case: 'another site', headers: { origin: 'http://evil.example', host: 'localhost:3000' }, expected: false },
  { case: 'another port', headers: { origin: 'http://localhost:3001', host: 'localhost:3000' }, expected: false },
  { case: 'a sandboxed frame', headers: { origin: 'null', host: 'localhost:3000' }, expected: false },
  { case: 'no Origin at all', headers: { host: 'localhost:3000' }, expected: false },
  {
    case: 'no Origin, but the browser vouches',
    headers: { host: 'h', 'sec-fetch-site': 'same-origin' },
    expected: true,
  },
  {
    case: 'behind a proxy',
    headers: { origin: 'https://dr.example', host: 'web:3000', 'x-forwarded-host': 'dr.example' },
    expected: true,
  },
  {
    case: 'behind a proxy that tells nothing',
    headers: { origin: 'https://public.example', host: 'web:3000' },
    expected: true,
  },
])('a change from $case is ours: $expected', ({ headers, expected }) => {
  expect(isSameOrigin(new Headers(headers as Record<string, string>), 'https://public.example')).toBe(expected)
})

test('ten wrong passwords from one address must wait, another address need not', () => {
  const attempts = new SignInAttempts()
  for (let n = 0; n < 10; n++) attempts.failed('10.0.0.1', 'A@x.example', 0)
  expect(attempts.waitSeconds('10.0.0.1', 'a@x.example ', 1000)).toBe(899)
  expect(attempts.waitSeconds('10.0.0.2', 'a@x.example', 1000)).toBe(0)
  expect(attempts.waitSeconds('10.0.0.1', 'a@x.example', 900_000)).toBe(0)
})

test('an account is closed for a while when many addresses try', () => {
  const attempts = new SignInAttempts()
  for (let n = 0; n < 100; n++) attempts.failed(`10.0.1.${n}`, 'a@x.example', 0)
  expect(attempts.waitSeconds('10.0.0.2', 'a@x.example', 0)).toBe(900)
})

test('signing in forgets the wrong passwords before it', () => {
  const attempts = new SignInAttempts()
  for (let n = 0; n < 10; n++) attempts.failed('10.0.0.1', 'a@x.example', 0)
  attempts.succeeded('10.0.0.1', 'a@x.example')
  expect(attempts.waitSeconds('10.0.0.1', 'a@x.example', 0)).toBe(0)
})
