import { z } from 'zod'
import type { CommonTools, Workflow } from './workflow.ts'

export const RemoveShellParams = z.object({ jobId: z.uuid(), protectedVmId: z.uuid(), vmName: z.string() })
export type RemoveShellParams = z.infer<typeof RemoveShellParams>

export type RemoveShellTools = CommonTools

export const removeShell: Workflow<RemoveShellParams, RemoveShellTools> = {
  kind: 'remove_dr_shell',
  steps: [],
  whenHopeless: 'ask_operator',
}
