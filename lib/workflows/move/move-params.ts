import { z } from 'zod'
import { MoRef } from '../../domain/inventory.ts'

/** Fixed when the job is made. */
export const MoveVmParams = z.object({
  jobId: z.uuid(),
  protectedVmId: z.uuid(),
  vmName: z.string(),
  vmId: z.uuid(),
  vcenterId: z.uuid(),
  moref: MoRef,
  instanceUuid: z.string().nullable(),
  /** Name of the datastore that all of it is to lie on. */
  datastore: z.string(),
  /** As planned; null = unknown. */
  bytesToMove: z.number().int().nullable(),
})
export type MoveVmParams = z.infer<typeof MoveVmParams>
