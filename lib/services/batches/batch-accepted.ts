import { z } from 'zod'
import { Id } from '../fields.ts'

export const BatchAccepted = z.object({ batchId: Id, jobIds: z.array(Id) })
export type BatchAccepted = z.infer<typeof BatchAccepted>
