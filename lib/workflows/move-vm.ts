import { z } from 'zod'
import type { CommonTools, Workflow } from './workflow.ts'

export const MoveVmParams = z.object({ jobId: z.uuid(), protectedVmId: z.uuid(), vmName: z.string() })
export type MoveVmParams = z.infer<typeof MoveVmParams>

export type MoveVmTools = CommonTools

export const moveVm: Workflow<MoveVmParams, MoveVmTools> = {
  kind: 'move_to_protection_datastore',
  steps: [],
  whenHopeless: 'ask_operator',
}
