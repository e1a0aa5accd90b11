import { z } from 'zod'
import type { VcenterListRow } from '../../db/vcenter-connections.ts'
import { connectionStatuses, vcenterDrivers } from '../../domain/group-enums.ts'
import { Id, iso, isoOrNull, Timestamp } from '../fields.ts'

/** A vCenter connection as clients see it: without the password, sealed or not. */
export const VcenterView = z.object({
  id: Id,
  name: z.string(),
  driver: z.enum(vcenterDrivers),
  host: z.string(),
  port: z.number().int(),
  username: z.string(),
  tlsThumbprintSha256: z.string().nullable(),
  tlsCaPem: z.string().nullable(),
  instanceUuid: z.string().nullable(),
  version: z.string().nullable(),
  build: z.string().nullable(),
  status: z.enum(connectionStatuses),
  vmCount: z.number().int(),
  lastSyncAt: Timestamp.nullable(),
  lastSyncError: z.string().nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type VcenterView = z.infer<typeof VcenterView>

export function vcenterView({
  sealedPassword: _,
  lastSyncAt,
  createdAt,
  updatedAt,
  ...row
}: VcenterListRow): VcenterView {
  return { ...row, lastSyncAt: isoOrNull(lastSyncAt), createdAt: iso(createdAt), updatedAt: iso(updatedAt) }
}
