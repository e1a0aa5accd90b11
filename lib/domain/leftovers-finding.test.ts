import { expect, test } from 'vitest'
import type { Leftover } from './leftover.ts'
import { leftoverFindings, type LookedAtSite } from './leftovers-finding.ts'

const GIB = 1024 ** 3
const site = (id: string, failed = false): LookedAtSite => ({ kind: 'target', id, name: `NAS ${id}`, failed })
const leftover = (siteId: string, bytes: number | null): Leftover => ({
  kind: 'hold',
  siteKind: 'target',
  siteId,
  object: `tank/web@${bytes}`,
  tag: null,
  vm: null,
  dataset: null,
  bytes,
  because: 'x',
  consequence: 'x',
  inTheWay: null,
  command: null,
  key: 'x',
  release: { at: 'appliance', changes: [] },
})

/** Nobody knows what it takes, and empty it takes next to nothing. */
const shell = (inTheWay: string | null): Leftover => ({ ...leftover('a', null), kind: 'dr_shell', inTheWay })

test.each([
  [[], []],
  [[leftover('b', GIB)], []],
  [[leftover('a', 5)], ['info']],
  [[leftover('a', GIB)], ['warning']],
  [[leftover('a', null)], ['warning']],
  [[shell(null)], ['info']],
  [[shell('it is not powered off')], ['warning']],
])('leftovers of a site', (leftovers, severities) => {
  const { findings, unknown } = leftoverFindings(leftovers, [site('a')])
  expect(findings.map(({ severity }) => severity)).toEqual(severities)
  expect(unknown).toEqual([])
})

test('they are counted and weighed; a site that could not be read is unknown', () => {
  const both = [leftover('a', 2 * GIB), leftover('a', 3 * GIB)]
  expect(leftoverFindings(both, [site('a'), site('b', true)])).toMatchObject({
    findings: [
      {
        fingerprint: 'leftovers:a',
        targetId: 'a',
        message: '2 things of ours at NAS a belong to nothing any more, which take at least 5 GiB',
      },
    ],
    unknown: ['leftovers:b'],
  })
})
