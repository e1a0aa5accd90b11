import { z } from 'zod'
import { MaintenanceWindows } from '../../domain/timetable.ts'
import { PoolName } from '../../domain/zfs-names.ts'
import { Host, HostKeySha256, Name, Password, Port, Username } from '../fields.ts'

/** Below the pool, or written with it; kept without. */
const DatasetPrefix = z
  .string()
  .trim()
  .max(150)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:-]*(\/[A-Za-z0-9][A-Za-z0-9_.:-]*)*$/,
    'Use letters, digits and _ . : - in each part, parts joined by /',
  )

const Address = z
  .string()
  .trim()
  .max(260)
  .regex(
    /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?)$/,
    'Enter host or host:port',
  )

export const targetFields = {
  name: Name,
  host: Host,
  port: Port,
  username: Username,
  privateKey: z
    .string()
    .trim()
    .max(20_000)
    .regex(/^-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'Enter a private key in PEM or OpenSSH form'),
  password: Password,
  hostKeySha256: HostKeySha256,
  pool: PoolName,
  datasetPrefix: DatasetPrefix.nullable(),
  nfsAddress: Host.nullable(),
  replicationAddress: Address.nullable(),
  /** Transfers at a time, from and to it together. */
  maxTransfers: z.number().int().min(1).max(64),
  /** In these no run of its groups starts by itself. */
  maintenance: MaintenanceWindows.nullable(),
}

export function withoutPool(prefix: string | null | undefined, pool: string): string | null {
  if (!prefix || prefix === pool) return null
  return prefix.startsWith(`${pool}/`) ? prefix.slice(pool.length + 1) : prefix
}
