import { healthOf, worstFirst } from '../../domain/appliance-health.ts'
import type { ApplianceHealth, HealthProblem, PoolHealth } from '../../domain/appliance-health.ts'
import { poolProblems } from './pool-problems.ts'

export type HealthFacts = {
  readonly pool: PoolHealth
  readonly now: Date
  /** Appliance's clock minus ours. */
  readonly clockOffsetSeconds: number
  /** As `zfs version` prints them, without the prefix; empty when it does not. */
  readonly versions: { readonly tools: string; readonly kernel: string }
  /** `zfs allow` permissions that are not delegated; empty for root. */
  readonly missingPermissions: { readonly source: readonly string[]; readonly target: readonly string[] }
  /** Where permissions were looked for. */
  readonly permissionsOn: string
  /** The dataset prefix that was asked about and is not there. */
  readonly missingPrefix: string | null
}

/** Resumable receives with raw and redacted flags as we use them are there from then on. */
const OLDEST = [2, 1] as const

/** What is wrong with an appliance, the worst first. Pure. */
export function judgeAppliance(facts: HealthFacts): Pick<ApplianceHealth, 'health' | 'problems'> {
  const problems = [
    ...poolProblems(facts.pool, facts.now),
    ...versionProblems(facts.versions),
    ...permissionProblems(facts),
    ...clockProblems(facts.clockOffsetSeconds),
    ...prefixProblems(facts.missingPrefix),
  ]
  return { health: healthOf(problems), problems: worstFirst(problems) }
}

function versionProblems({ tools, kernel }: HealthFacts['versions']): HealthProblem[] {
  const problems: HealthProblem[] = []
  const [major = 0, minor = 0] = tools.split('.').map(Number)
  if (tools !== '' && (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))) {
    problems.push({
      level: 'critical',
      code: 'zfs_too_old',
      message: `OpenZFS ${tools} is older than ${OLDEST.join('.')}, the oldest that replication is made for`,
      hint: 'Upgrade OpenZFS on the appliance.',
    })
  }
  if (tools !== '' && kernel !== '' && tools !== kernel) {
    problems.push({
      level: 'warning',
      code: 'zfs_versions_differ',
      message: `The ZFS commands are ${tools}, the kernel’s module is ${kernel}`,
      hint: 'Restart the appliance after the upgrade, so that both are of one version.',
    })
  }
  return problems
}

function permissionProblems({ missingPermissions, permissionsOn }: HealthFacts): HealthProblem[] {
  const { source, target } = missingPermissions
  const neither = source.length > 0 && target.length > 0
  return [
    { role: 'source', deed: 'sent from', missing: source },
    { role: 'target', deed: 'received on', missing: target },
  ]
    .filter(({ missing }) => missing.length > 0)
    .map(({ role, deed, missing }) => ({
      level: neither ? 'critical' : 'warning',
      code: `permission_missing_${role}`,
      message: `Nothing can be ${deed} ${permissionsOn}: the user lacks ${missing.join(', ')}`,
      hint: `As root: \`zfs allow -u <user> ${missing.join(',')} ${permissionsOn}\`.`,
    }))
}

function clockProblems(offset: number): HealthProblem[] {
  if (Math.abs(offset) <= 60) return []
  const seconds = Math.abs(Math.round(offset))
  return [
    {
      level: 'warning',
      code: 'clock_off',
      message: `The appliance’s clock is ${seconds} seconds ${offset > 0 ? 'ahead of' : 'behind'} ours`,
      hint: 'Set up NTP on the appliance and on this machine: the age of recovery points is judged by both clocks.',
    },
  ]
}

function prefixProblems(prefix: string | null): HealthProblem[] {
  if (prefix === null) return []
  return [
    {
      level: 'warning',
      code: 'prefix_missing',
      message: `Dataset ${prefix} is not there`,
      hint: `As root: \`zfs create -o canmount=off ${prefix}\`. It is made by the first replication where the user may.`,
    },
  ]
}
