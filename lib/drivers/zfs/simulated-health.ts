import type { ApplianceHealth } from '../../domain/appliance-health.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName, PoolName } from '../../domain/zfs-names.ts'
import { judgeAppliance } from './appliance-problems.ts'
import type { SimulatedAppliance } from './simulated-appliance.ts'
import { poolUsed } from './simulated-datasets.ts'

/** A pool of two healthy disks; only how full it is can trouble anybody. */
export function simulatedHealth(
  appliance: SimulatedAppliance,
  pool: PoolName,
  prefix: DatasetName | null,
  now: Date,
): ApplianceHealth {
  if (appliance.pool !== pool) throw new ZerfauxError('not_found', `${appliance.name} has no pool ${pool}`)
  const facts = {
    name: pool,
    state: 'ONLINE',
    sizeBytes: appliance.sizeBytes,
    availableBytes: Math.max(0, appliance.sizeBytes - poolUsed(appliance, now.getTime())),
    fragmentationPercent: 4,
    scrub: { state: 'finished', finishedAt: new Date(now.getTime() - 5 * 86_400_000).toISOString(), errors: 0 },
    resilvering: false,
    devices: ['sda', 'sdb'].map((name) => ({
      name,
      state: 'ONLINE',
      readErrors: 0,
      writeErrors: 0,
      checksumErrors: 0,
    })),
    dataErrors: 0,
  } as const
  const verdict = judgeAppliance({
    pool: facts,
    now,
    clockOffsetSeconds: 0,
    versions: { tools: '2.3.2', kernel: '2.3.2' },
    missingPermissions: { source: [], target: [] },
    permissionsOn: pool,
    missingPrefix: prefix !== null && !appliance.datasets[prefix] ? prefix : null,
  })
  return {
    ...verdict,
    zfsVersion: '2.3.2 (simulated)',
    pool: facts,
    sshMs: 1,
    clockOffsetSeconds: 0,
    features: ['bookmarks', 'extensible_dataset', 'large_blocks'],
    activeFeatures: ['extensible_dataset'],
    tools: ['zstd', 'mbuffer', 'perl'],
  }
}
