import type { ApplianceHealth, HealthLevel, HealthProblem, PoolHealth } from '../../domain/appliance-health.ts'

export type HealthFacts = {
  readonly pool: PoolHealth
  readonly now: Date
  /** Appliance's clock minus ours. */
  readonly clockOffsetSeconds: number
  /** `zfs allow` permissions that are not delegated; empty for root. */
  readonly missingPermissions: { readonly source: readonly string[]; readonly target: readonly string[] }
  /** Where permissions were looked for. */
  readonly permissionsOn: string
  /** The dataset prefix that was asked about and is not there. */
  readonly missingPrefix: string | null
}

type Judged = HealthProblem & { readonly level: HealthLevel }

const DAY = 86_400_000
const SCRUB_DAYS = 35

/** What is wrong with an appliance, the worst first. Pure. */
export function judgeAppliance(facts: HealthFacts): Pick<ApplianceHealth, 'health' | 'problems'> {
  const judged = [
    ...poolProblems(facts.pool),
    ...scrubProblems(facts.pool, facts.now),
    ...permissionProblems(facts),
    ...clockProblems(facts.clockOffsetSeconds),
    ...prefixProblems(facts.missingPrefix),
  ]
  const worst = judged.some(({ level }) => level === 'critical') ? 'critical' : judged.length > 0 ? 'warning' : 'ok'
  const ordered = judged.toSorted((a, b) => Number(b.level === 'critical') - Number(a.level === 'critical'))
  return { health: worst, problems: ordered.map(({ code, message, hint }) => ({ code, message, hint })) }
}

function poolProblems({ name, state, sizeBytes, availableBytes }: PoolHealth): Judged[] {
  const problems: Judged[] = []
  if (state === 'DEGRADED') {
    problems.push({
      level: 'warning',
      code: 'pool_degraded',
      message: `Pool ${name} is DEGRADED: a device is missing or failing`,
      hint: 'Look at `zpool status` and replace the device; until then another failure may lose the pool.',
    })
  } else if (state !== 'ONLINE') {
    problems.push({
      level: 'critical',
      code: 'pool_unavailable',
      message: `Pool ${name} is ${state}`,
      hint: 'Look at `zpool status` on the appliance.',
    })
  }
  const percent = sizeBytes > 0 ? Math.floor(((sizeBytes - availableBytes) / sizeBytes) * 100) : 0
  if (percent >= 80) {
    problems.push({
      level: percent >= 90 ? 'critical' : 'warning',
      code: percent >= 90 ? 'pool_almost_full' : 'pool_filling',
      message: `Pool ${name} is ${percent} % full`,
      hint: 'Add devices, shorten the retention or move datasets away; ZFS slows down and then refuses when it is full.',
    })
  }
  return problems
}

function scrubProblems({ name, scrub }: PoolHealth, now: Date): Judged[] {
  if (scrub.errors !== null && scrub.errors > 0) {
    return [
      {
        level: 'critical',
        code: 'scrub_errors',
        message: `The last scrub of pool ${name} found ${scrub.errors} errors that it could not repair`,
        hint: 'Look at `zpool status -v` for the files and restore them.',
      },
    ]
  }
  if (scrub.state === 'running') return []
  const age = scrub.finishedAt === null ? null : Math.floor((now.getTime() - Date.parse(scrub.finishedAt)) / DAY)
  if (age !== null && age <= SCRUB_DAYS) return []
  return [
    {
      level: 'warning',
      code: 'scrub_overdue',
      message: age === null ? `Pool ${name} has never been scrubbed` : `Pool ${name} was last scrubbed ${age} days ago`,
      hint: `Run \`zpool scrub ${name}\`, and let it run each month.`,
    },
  ]
}

function permissionProblems({ missingPermissions, permissionsOn }: HealthFacts): Judged[] {
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

function clockProblems(offset: number): Judged[] {
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

function prefixProblems(prefix: string | null): Judged[] {
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
