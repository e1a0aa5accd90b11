import type { HealthProblem, PoolHealth } from '../../domain/appliance-health.ts'

const DAY = 86_400_000
const SCRUB_DAYS = 35

/** ZFS slows down when free space lies in crumbs; from about there on it is felt. */
const FRAGMENTED_PERCENT = 70

/** What is wrong with a pool. Pure. */
export function poolProblems(pool: PoolHealth, now: Date): HealthProblem[] {
  return [
    ...stateProblems(pool),
    ...deviceProblems(pool),
    ...dataProblems(pool),
    ...roomProblems(pool),
    ...scrubProblems(pool, now),
  ]
}

function stateProblems({ name, state, resilvering }: PoolHealth): HealthProblem[] {
  if (state === 'DEGRADED') {
    return [
      {
        level: 'warning',
        code: 'pool_degraded',
        message: `Pool ${name} is DEGRADED: a device is missing or failing`,
        hint: 'Look at `zpool status` and replace the device; until then another failure may lose the pool.',
      },
    ]
  }
  if (state !== 'ONLINE') {
    return [
      {
        level: 'critical',
        code: 'pool_unavailable',
        message: `Pool ${name} is ${state}`,
        hint: 'Look at `zpool status` on the appliance.',
      },
    ]
  }
  if (!resilvering) return []
  return [
    {
      level: 'warning',
      code: 'pool_resilvering',
      message: `Pool ${name} is resilvering: a device is being filled again`,
      hint: 'Wait until it has ended; until then another failure may lose the pool.',
    },
  ]
}

/** A device that is away makes the pool DEGRADED; one that errs does not. */
function deviceProblems({ name, devices }: PoolHealth): HealthProblem[] {
  const erring = devices.filter(
    ({ readErrors, writeErrors, checksumErrors }) => readErrors + writeErrors + checksumErrors > 0,
  )
  const counts = erring.map(
    ({ name: device, readErrors, writeErrors, checksumErrors }) =>
      `${device} (${readErrors} read, ${writeErrors} write, ${checksumErrors} checksum)`,
  )
  const away = devices.filter(({ state }) => !['ONLINE', 'AVAIL', 'INUSE'].includes(state))
  return [
    ...(erring.length === 0
      ? []
      : [
          {
            level: 'warning' as const,
            code: 'device_errors',
            message: `Devices of pool ${name} made errors: ${counts.join(', ')}`,
            hint: 'Check cables and the disk, then `zpool clear` or replace it. ZFS repaired what it could.',
          },
        ]),
    ...away.map(({ name: device, state }) => ({
      level: 'warning' as const,
      code: 'device_away',
      message: `Device ${device} of pool ${name} is ${state}`,
      hint: `Bring it back with \`zpool online ${name} ${device}\`, or replace it.`,
    })),
  ]
}

function dataProblems({ name, dataErrors }: PoolHealth): HealthProblem[] {
  if (dataErrors === null || dataErrors === 0) return []
  return [
    {
      level: 'critical',
      code: 'data_errors',
      message: `Pool ${name} has ${dataErrors} places whose data cannot be read any more`,
      hint: 'Look at `zpool status -v` for the files or snapshots, and restore them from the other side.',
    },
  ]
}

function roomProblems({ name, sizeBytes, availableBytes, fragmentationPercent }: PoolHealth): HealthProblem[] {
  const problems: HealthProblem[] = []
  const percent = sizeBytes > 0 ? Math.floor(((sizeBytes - availableBytes) / sizeBytes) * 100) : 0
  if (percent >= 80) {
    problems.push({
      level: percent >= 90 ? 'critical' : 'warning',
      code: percent >= 90 ? 'pool_almost_full' : 'pool_filling',
      message: `Pool ${name} is ${percent} % full`,
      hint: 'Add devices, shorten the retention or move datasets away; ZFS slows down and then refuses when it is full.',
    })
  }
  if (fragmentationPercent !== null && fragmentationPercent >= FRAGMENTED_PERCENT) {
    problems.push({
      level: 'warning',
      code: 'pool_fragmented',
      message: `The free space of pool ${name} is ${fragmentationPercent} % fragmented`,
      hint: 'Writes get slower. More free space helps; only writing the data anew to another pool removes it.',
    })
  }
  return problems
}

function scrubProblems({ name, scrub }: PoolHealth, now: Date): HealthProblem[] {
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
  if (scrub.state === 'finished' && age !== null && age <= SCRUB_DAYS) return []
  const found =
    scrub.state === 'unknown'
      ? `When pool ${name} was last scrubbed is not known: a resilver came after it`
      : scrub.state === 'cancelled'
        ? `The last scrub of pool ${name} was cancelled before it had ended`
        : age === null
          ? `Pool ${name} has never been scrubbed`
          : `Pool ${name} was last scrubbed ${age} days ago`
  return [
    {
      level: 'warning',
      code: 'scrub_overdue',
      message: found,
      hint: `Run \`zpool scrub ${name}\`, and let it run each month.`,
    },
  ]
}
