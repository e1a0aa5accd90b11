import { z } from 'zod'
import type { TargetRow } from '../../db/replication-targets.ts'
import { healthLevels } from '../../domain/appliance-health.ts'
import { targetDrivers } from '../../domain/group-enums.ts'
import { MaintenanceWindows } from '../../domain/timetable.ts'
import { Bytes, Id, iso, isoOrNull, Timestamp } from '../fields.ts'
import { TargetHealth } from './target-health.ts'

/** A replication target as clients see it: which secret it signs in with, never the secret. */
export const TargetView = z.object({
  id: Id,
  name: z.string(),
  driver: z.enum(targetDrivers),
  host: z.string(),
  port: z.number().int(),
  username: z.string(),
  signIn: z.enum(['private_key', 'password', 'none']),
  receivePublicKey: z.string().nullable().meta({ description: 'Of the key that can only receive, in OpenSSH form' }),
  receiveKeyVerifiedAt: Timestamp.nullable(),
  maxTransfers: z.number().int(),
  maintenance: MaintenanceWindows.nullable(),
  hostKeySha256: z.string(),
  pool: z.string(),
  datasetPrefix: z.string().nullable(),
  nfsAddress: z.string().nullable(),
  replicationAddress: z.string().nullable(),
  health: z.enum(healthLevels),
  zfsVersion: z.string().nullable(),
  sizeBytes: Bytes.nullable(),
  availableBytes: Bytes.nullable(),
  lastCheck: TargetHealth.nullable(),
  lastCheckAt: Timestamp.nullable(),
  lastCheckError: z.string().nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type TargetView = z.infer<typeof TargetView>

export function targetView(row: TargetRow): TargetView {
  const {
    sealedPrivateKey,
    sealedPassword,
    sealedReceiveKey: _k,
    features: _f,
    receiveKeyVerifiedAt,
    lastCheck,
    lastCheckAt,
    createdAt,
    updatedAt,
    ...rest
  } = row
  return {
    ...rest,
    signIn: sealedPrivateKey ? 'private_key' : sealedPassword ? 'password' : 'none',
    lastCheck: storedHealth(lastCheck),
    receiveKeyVerifiedAt: isoOrNull(receiveKeyVerifiedAt),
    lastCheckAt: isoOrNull(lastCheckAt),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}

/** What an older version had stored lacks what it did not look at; the next check brings it. */
function storedHealth(stored: TargetRow['lastCheck']): TargetHealth | null {
  if (!stored) return null
  const read = TargetHealth.safeParse(targetHealth({ ...stored, pool: { ...emptyPool, ...stored.pool } }))
  return read.success ? read.data : null
}

const emptyPool = { resilvering: false, devices: [], dataErrors: null }

/** From the driver's words to the API's. */
export function targetHealth(health: NonNullable<TargetRow['lastCheck']>): TargetHealth {
  const { pool } = health
  return {
    health: health.health,
    zfsVersion: health.zfsVersion,
    pool: {
      state: pool.state,
      size: pool.sizeBytes,
      available: pool.availableBytes,
      fragmentation: pool.fragmentationPercent,
      scrub: { ...pool.scrub },
      resilvering: pool.resilvering,
      devices: pool.devices.map((device) => ({ ...device })),
      dataErrors: pool.dataErrors,
    },
    sshMs: health.sshMs,
    clockOffsetSeconds: health.clockOffsetSeconds,
    problems: health.problems.map((problem) => ({ ...problem })),
  }
}
