import { expect, test } from 'vitest'
import { runsTypeScript } from './node-runtime.mjs'
import { satisfies } from './packages.mjs'

test.each([
  ['18.20.4', false],
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.5.0', false],
  ['23.6.0', true],
  ['24.0.0', true],
])('Node %s runs TypeScript: %s', (version, expected) => {
  expect(runsTypeScript(version)).toBe(expected)
})

const wanted = {
  packages: {
    '': { name: 'zerfaux' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/for-another-machine': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
}

test.each([
  { case: 'nothing installed', installed: null, expected: false },
  {
    case: 'all that this machine can use',
    installed: { 'node_modules/a': wanted.packages['node_modules/a'] },
    expected: true,
  },
  { case: 'one missing', installed: {}, expected: false },
  {
    case: 'another version',
    installed: { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } },
    expected: false,
  },
  {
    case: 'other contents',
    installed: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } },
    expected: false,
  },
])('packages: $case', ({ installed, expected }) => {
  expect(satisfies(wanted, installed && { packages: installed })).toBe(expected)
})
