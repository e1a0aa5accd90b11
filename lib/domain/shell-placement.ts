import { z } from 'zod'
import { MoRef } from './inventory.ts'

/** Where a shell VM lies in the DR vCenter. What is absent is decided by the plan. */
export const ShellPlacement = z
  .strictObject({
    clusterMoref: MoRef,
    /** Absent: DRS or the vCenter chooses among the cluster's hosts. */
    hostMoref: MoRef,
    resourcePoolMoref: MoRef,
    folderMoref: MoRef,
    placeholderDatastore: z.string().min(1).max(80),
  })
  .partial()
export type ShellPlacement = z.infer<typeof ShellPlacement>
