import { z } from 'zod'
import type { CommonTools, Workflow } from './workflow.ts'

export const CreateShellParams = z.object({ jobId: z.uuid(), protectedVmId: z.uuid(), vmName: z.string() })
export type CreateShellParams = z.infer<typeof CreateShellParams>

export type CreateShellTools = CommonTools

export const createShell: Workflow<CreateShellParams, CreateShellTools> = {
  kind: 'create_dr_shell',
  steps: [],
  whenHopeless: 'ask_operator',
}
