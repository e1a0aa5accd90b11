import { expect, test } from 'vitest'
import { checkMappings, type MappingFacts } from './preflight-mappings.ts'

const facts = (given: Partial<MappingFacts> = {}): MappingFacts => ({
  direction: 'forward',
  to: 'East',
  used: 2,
  unmapped: [],
  tests: [],
  placement: [],
  ...given,
})
const warned = { testNetwork: 'lab', outcome: 'warn', code: 'uplink_unknown', message: 'm', hint: 'h' } as const
const blocked = { ...warned, outcome: 'block', code: 'equals_production' } as const

test.each([
  { case: 'all well', given: {}, expected: ['pass network_mappings', 'pass placement'] },
  { case: 'a network is missing', given: { unmapped: ['web'] }, expected: ['warn network_mappings', 'pass placement'] },
  {
    case: 'row 28: the way back is lost',
    given: { direction: 'reversed' as const, used: 0 },
    expected: ['warn network_mappings_back', 'pass placement_back'],
  },
  {
    case: 'row 28: the way back lacks one',
    given: { direction: 'reversed' as const, unmapped: ['dr-web'] },
    expected: ['warn network_mappings_back', 'pass placement_back'],
  },
  {
    case: 'the worst test network counts',
    given: { tests: [warned, blocked] },
    expected: ['pass network_mappings', 'block test_network', 'pass placement'],
  },
  {
    case: 'no place for shells',
    given: { placement: [{ code: 'no_cluster', message: 'm', hint: 'h' }] },
    expected: ['pass network_mappings', 'warn placement'],
  },
])('$case', ({ given, expected }) => {
  expect(checkMappings([facts(given)]).map(({ outcome, code }) => `${outcome} ${code}`)).toEqual(expected)
})
