import type { Direction } from './group-enums.ts'
import type { TestNetworkCheck } from './network-mapping.ts'
import { block, pass, warn, type PreflightCheck } from './preflight-check.ts'
import type { ShellNotice } from './shell-notice.ts'

/** One direction's mappings, as they stand. */
export type MappingFacts = {
  readonly direction: Direction
  /** The vCenter that VMs go to. */
  readonly to: string
  /** Networks that the group's VMs are on in that direction. */
  readonly used: number
  readonly unmapped: readonly string[]
  readonly tests: readonly TestNetworkCheck[]
  readonly placement: readonly ShellNotice[]
}

const ways = {
  forward: { suffix: '', goes: 'Failing over' },
  reversed: { suffix: '_back', goes: 'Failing back' },
} as const

/** Failure-modes row 28: the way back is checked as well as the way there, while both sites are well. */
export function checkMappings(mappings: readonly MappingFacts[]): PreflightCheck[] {
  return mappings.flatMap((facts) => [networks(facts), ...testNetworks(facts), placement(facts)])
}

function networks({ direction, to, used, unmapped }: MappingFacts): PreflightCheck {
  const { suffix, goes } = ways[direction]
  const code = `network_mappings${suffix}`
  if (unmapped.length > 0) {
    return warn(
      code,
      `${goes} to ${to}, NICs would be left without a network that are on: ${unmapped.join(', ')}`,
      'Map them under “Mappings”; suggestions are one click away.',
    )
  }
  if (used === 0 && direction === 'reversed') {
    return warn(
      code,
      `${goes} to ${to} is not prepared: no network of the way there leads anywhere`,
      'Map the networks of the way there first, then those of the way back.',
    )
  }
  return pass(code, `${goes} to ${to}, every network in use has a mapping`)
}

function testNetworks({ direction, tests }: MappingFacts): PreflightCheck[] {
  const code = `test_network${ways[direction].suffix}`
  const worst = tests.find(({ outcome }) => outcome === 'block') ?? tests[0]
  if (!worst) return []
  return [(worst.outcome === 'block' ? block : warn)(code, worst.message, worst.hint)]
}

function placement({ direction, to, placement: problems }: MappingFacts): PreflightCheck {
  const { suffix, goes } = ways[direction]
  const code = `placement${suffix}`
  const [first] = problems
  if (!first) return pass(code, `${goes} to ${to}, shell VMs have a place`)
  return warn(code, `${goes} to ${to}: ${first.message}`, first.hint)
}
