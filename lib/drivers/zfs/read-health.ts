import type { ApplianceHealth, PoolHealth } from '../../domain/appliance-health.ts'
import type { DatasetName, PoolName } from '../../domain/zfs-names.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { judgeAppliance } from './appliance-problems.ts'
import { healthCommand } from './health-script.ts'
import { parseDelegation } from './missing-permissions.ts'
import { MARK, remoteScript } from './remote-script.ts'
import { splitParts } from './observe-script.ts'
import { parseFeatures } from './parse-features.ts'
import { parsePoolStatus } from './parse-pool-status.ts'
import type { SshAppliance } from './ssh-appliance.ts'
import { zfsError } from './zfs-errors.ts'
import { requiredPermissions } from './zfs-permissions.ts'

const ROUND_TRIP = remoteScript('sh', 'zfx-ping', ':')

/** Two round trips: an empty command for its time, and one script for all the rest. */
export async function readHealth(
  appliance: SshAppliance,
  name: string,
  pool: PoolName,
  prefix: DatasetName | null,
): Promise<ApplianceHealth> {
  await appliance.hostKey()
  const asked = Date.now()
  await appliance.run(ROUND_TRIP)
  const sshMs = Date.now() - asked
  const now = new Date()
  const { exitCode, stdout, stderr } = await appliance.run(healthCommand(pool, prefix))
  if (exitCode !== 0 && !stdout.includes(MARK)) throw zfsError(`read the pool ${pool} of ${name}`, stderr, exitCode)

  const [facts = '', status = '', features = '', ...delegation] = splitParts(stdout)
  const [clock, tools = '', health = '', room = '', version = '', kernelVersion = ''] = facts.split('\n')
  const clockOffsetSeconds = Number(clock) - now.getTime() / 1000
  const [fragmentation, state = ''] = health.split('\t')
  const [used, available] = room.split('\t').map(Number)
  if (used === undefined || available === undefined) {
    throw new ZerfauxError('remote_rejected', `The state of pool ${pool} of ${name} could not be read`)
  }
  const { user, dataset, granted } = parseDelegation(delegation.join(`${MARK}\n`))
  const missing = (needed: readonly string[]) =>
    user === 'root' ? [] : needed.filter((permission) => !granted.has(permission))
  const poolHealth: PoolHealth = {
    name: pool,
    state,
    sizeBytes: used + available,
    availableBytes: available,
    fragmentationPercent: /^\d+$/.test(fragmentation ?? '') ? Number(fragmentation) : null,
    ...parsePoolStatus(pool, status),
  }
  return {
    ...judgeAppliance({
      pool: poolHealth,
      now,
      clockOffsetSeconds,
      versions: { tools: plainVersion(version), kernel: plainVersion(kernelVersion) },
      missingPermissions: { source: missing(requiredPermissions.source), target: missing(requiredPermissions.target) },
      permissionsOn: dataset,
      missingPrefix: prefix !== null && dataset !== prefix ? prefix : null,
    }),
    zfsVersion: plainVersion(version),
    clockOffsetSeconds,
    pool: poolHealth,
    sshMs,
    ...parseFeatures(features),
    tools: tools.split(' ').filter(Boolean),
  }
}

/** `zfs-2.3.2-2~bpo12+2`, `zfs-kmod-2.3.2-2~bpo12+2`: without what stands before the number. */
function plainVersion(text: string): string {
  return text.replace(/^zfs-(kmod-)?/, '')
}
