import { z } from 'zod'
import type { VmListRow } from '../../db/vms.ts'
import { VmRecord } from '../../domain/inventory.ts'
import { Id, iso, isoOrNull, Timestamp } from '../fields.ts'

export const VmView = VmRecord.extend({
  id: Id,
  vcenterId: Id,
  moref: z.string(),
  protectedVmId: Id.nullable(),
  protectionGroupId: Id.nullable(),
  protectionGroupName: z.string().nullable(),
  lastSeenAt: Timestamp,
  goneAt: Timestamp.nullable(),
})
export type VmView = z.infer<typeof VmView>

export function vmView({ contentHash: _, createdAt: __, lastSeenAt, goneAt, ...row }: VmListRow): VmView {
  return { ...row, lastSeenAt: iso(lastSeenAt), goneAt: isoOrNull(goneAt) }
}
