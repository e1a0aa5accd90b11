import type { VcenterObject } from './inventory.ts'

/** What takes a network's place at the other site. Null: NICs are left without a network. */
export type NetworkMapping = {
  readonly sourceNetwork: string
  readonly targetNetwork: string | null
  readonly testNetwork: string | null
}

export type Network = Pick<Extract<VcenterObject, { kind: 'network' }>, 'name' | 'type'> & {
  /** Running VMs that are on it, as of the last sync. */
  readonly runningVms: number
}

export const testNetworkCodes = [
  'equals_production',
  'uplink_group',
  'unknown_network',
  'in_use',
  'standard_network',
  'uplink_unknown',
] as const

export type TestNetworkCheck = {
  readonly testNetwork: string
  readonly outcome: 'warn' | 'block'
  readonly code: (typeof testNetworkCodes)[number]
  readonly message: string
  readonly hint: string
}

const VLAN = /(?:^|[^a-z])v(?:lan|l)[-_ .]?(?<number>\d{1,4})(?!\d)/i
/** The port group that every distributed switch makes for its uplinks; no VM belongs there. */
const UPLINKS = /-DVUplinks-\d+$/i
const ISOLATED = /isolat|bubble|sandbox|(?:^|[^a-z])test(?:$|[^a-z])/i

/** The VLAN number that a network's name tells, if it tells one. */
export function vlanOf(network: string): number | null {
  const number = Number(VLAN.exec(network)?.groups?.['number'] ?? Number.NaN)
  return number >= 1 && number <= 4094 ? number : null
}

export function isUplinkGroup(network: string): boolean {
  return UPLINKS.test(network)
}

/** The network of the same name, else the only one with the same VLAN number in its name. A guess between two is none. */
export function suggestNetwork(source: string, names: readonly string[]): string | null {
  if (names.includes(source)) return source
  const alike = names.filter((name) => name.toLowerCase() === source.toLowerCase())
  if (alike.length === 1) return alike[0] ?? null
  const vlan = vlanOf(source)
  const sameVlan = vlan === null ? [] : names.filter((name) => vlanOf(name) === vlan && !ISOLATED.test(name))
  return sameVlan.length === 1 ? (sameVlan[0] ?? null) : null
}

/** The only network whose name says that it is for tests, and that no running VM is on. */
export function suggestTestNetwork(networks: readonly Network[]): string | null {
  const fit = networks.filter(({ name, runningVms }) => ISOLATED.test(name) && runningVms === 0)
  return fit.length === 1 ? (fit[0]?.name ?? null) : null
}

/** Networks of the group's VMs that no mapping names. */
export function unmappedNetworks(used: readonly string[], mappings: readonly NetworkMapping[]): string[] {
  const mapped = new Set(mappings.map(({ sourceNetwork }) => sourceNetwork))
  return [...new Set(used)].filter((name) => !mapped.has(name)).toSorted()
}

/**
 * Whether what a test connects is cut off from production. An inventory shows neither uplinks nor what
 * lies behind them, so none is ever called safe; what is surely wrong blocks.
 */
export function checkTestNetworks(
  mappings: readonly NetworkMapping[],
  networks: readonly Network[],
): TestNetworkCheck[] {
  const production = new Set(mappings.flatMap(({ targetNetwork }) => targetNetwork ?? []))
  const asked = new Set(mappings.flatMap(({ testNetwork }) => testNetwork ?? []))
  return [...asked].toSorted().map((name) => checkOne(name, production, networks))
}

function checkOne(name: string, production: ReadonlySet<string>, networks: readonly Network[]): TestNetworkCheck {
  if (production.has(name)) {
    return {
      testNetwork: name,
      outcome: 'block',
      code: 'equals_production',
      message: `${name} is a production network of this group: a test would answer to the VMs’ own addresses there`,
      hint: 'Choose a port group without uplinks for tests.',
    }
  }
  if (isUplinkGroup(name)) {
    return {
      testNetwork: name,
      outcome: 'block',
      code: 'uplink_group',
      message: `${name} is the uplinks of a distributed switch`,
      hint: 'Choose a port group without uplinks for tests.',
    }
  }
  const found = networks.filter((network) => network.name === name)
  const running = found.reduce((sum, { runningVms }) => sum + runningVms, 0)
  const warn = (code: TestNetworkCheck['code'], message: string, hint: string): TestNetworkCheck => ({
    testNetwork: name,
    outcome: 'warn',
    code,
    message,
    hint,
  })
  if (found.length === 0) {
    return warn(
      'unknown_network',
      `The vCenter had no network ${name} at its last sync`,
      'Sync the vCenter, or choose another network.',
    )
  }
  if (running > 0) {
    return warn(
      'in_use',
      `${running === 1 ? 'A running VM is' : `${running} running VMs are`} on ${name}: tests would not be alone there`,
      'Choose a port group that is used for nothing else.',
    )
  }
  if (found.some(({ type }) => type === 'standard')) {
    return warn(
      'standard_network',
      `${name} is a standard network: it may have an uplink on any host, and joins no VMs of different hosts without one`,
      'Better choose a distributed port group without uplinks; or keep the VMs of a test on one host.',
    )
  }
  return warn(
    'uplink_unknown',
    `Whether ${name} has an uplink cannot be seen from here`,
    'Make sure in the vSphere client that none of its uplinks is active.',
  )
}
