import { describe, expect, test } from 'vitest'
import {
  checkTestNetworks,
  suggestNetwork,
  suggestTestNetwork,
  unmappedNetworks,
  vlanOf,
  type Network,
} from './network-mapping.ts'

test.each([
  ['prod-web-vlan110', 110],
  ['VLAN 20', 20],
  ['dvPG_VL-0042', 42],
  ['vl7-backup', 7],
  ['VM Network', null],
  ['novl110', null],
  ['vlan5000', null],
  ['vlan12345', null],
  ['vlan0', null],
])('%s has the VLAN %s', (name, vlan) => {
  expect(vlanOf(name)).toBe(vlan)
})

test.each([
  { case: 'the same name', source: 'web', names: ['app', 'web', 'Web'], expected: 'web' },
  { case: 'the same name, spelled otherwise', source: 'web', names: ['app', 'WEB'], expected: 'WEB' },
  { case: 'two spellings are a guess', source: 'web', names: ['Web', 'WEB'], expected: null },
  { case: 'the same VLAN', source: 'prod-vlan110', names: ['dr-vlan111', 'dr-vlan110'], expected: 'dr-vlan110' },
  { case: 'two of one VLAN are a guess', source: 'prod-vlan110', names: ['a-vlan110', 'b-vlan110'], expected: null },
  { case: 'a test network is not for production', source: 'p-vlan9', names: ['vlan9-isolated'], expected: null },
  { case: 'nothing alike', source: 'web', names: ['app'], expected: null },
])('suggested for a network: $case', ({ source, names, expected }) => {
  expect(suggestNetwork(source, names)).toBe(expected)
})

const network = (name: string, type: Network['type'] = 'distributed', runningVms = 0): Network => ({
  name,
  type,
  runningVms,
})

test.each([
  { case: 'the one that says so', networks: [network('web'), network('dr-test')], expected: 'dr-test' },
  { case: 'not among two', networks: [network('test-a'), network('isolated-b')], expected: null },
  { case: 'not one in use', networks: [network('test', 'distributed', 2)], expected: null },
  { case: 'not a part of another word', networks: [network('latest')], expected: null },
])('suggested for tests: $case', ({ networks, expected }) => {
  expect(suggestTestNetwork(networks)).toBe(expected)
})

test('networks without a mapping are named once', () => {
  const mapping = { sourceNetwork: 'web', targetNetwork: null, testNetwork: null }
  expect(unmappedNetworks(['web', 'data', 'app', 'data'], [mapping])).toEqual(['app', 'data'])
})

describe('a test network', () => {
  const map = (sourceNetwork: string, targetNetwork: string | null, testNetwork: string | null) => ({
    sourceNetwork,
    targetNetwork,
    testNetwork,
  })
  test.each([
    { case: 'none', mappings: [map('web', 'dr-web', null)], expected: [] },
    { case: 'that is production', mappings: [map('web', 'dr-web', 'dr-web')], expected: ['block equals_production'] },
    {
      case: 'that is another’s production',
      mappings: [map('web', 'dr-web', 'dr-app'), map('app', 'dr-app', 'lab')],
      expected: ['block equals_production', 'warn uplink_unknown'],
    },
    { case: 'of uplinks', mappings: [map('web', null, 'dvs-DVUplinks-66')], expected: ['block uplink_group'] },
    { case: 'that nobody knows', mappings: [map('web', null, 'gone')], expected: ['warn unknown_network'] },
    { case: 'that VMs are on', mappings: [map('web', null, 'busy')], expected: ['warn in_use'] },
    { case: 'of a standard switch', mappings: [map('web', null, 'VM Network')], expected: ['warn standard_network'] },
    {
      case: 'is judged once for all that use it',
      mappings: [map('web', null, 'lab'), map('app', null, 'lab')],
      expected: ['warn uplink_unknown'],
    },
  ])('$case', ({ mappings, expected }) => {
    const networks = [
      network('dr-web'),
      network('dr-app'),
      network('lab'),
      network('busy', 'distributed', 3),
      network('VM Network', 'standard'),
    ]
    const checks = checkTestNetworks(mappings, networks)
    expect(checks.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual(expected)
    for (const { message, hint } of checks) expect(message && hint).toBeTruthy()
  })
})
