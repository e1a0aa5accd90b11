import { z } from 'zod'
import type { ProtectedVmListRow } from '../../db/protected-vms.ts'
import { shellWays } from '../../domain/existing-shell.ts'
import { shellStatuses } from '../../domain/group-enums.ts'
import { choiceOrigins } from '../../domain/placement-plan.ts'
import { ProtectedVmAttention } from '../../domain/protected-vm-attention.ts'
import type { ShellPlan } from '../../domain/shell-plan.ts'
import { ShellDisk, ShellHardware } from '../../domain/shell-spec.ts'
import { Id } from '../fields.ts'
import { Side } from '../mappings/mapping-sides.ts'
import { NoticeView } from '../mappings/placement-mappings-view.ts'

const Choice = z.object({ moref: z.string(), name: z.string(), from: z.enum(choiceOrigins) }).nullable()

export const ShellPlanView = z.object({
  protectedVmId: Id,
  name: z.string(),
  drShellStatus: z.enum(shellStatuses),
  drShellMoref: z.string().nullable(),
  attention: z.array(ProtectedVmAttention),
  activeJobId: Id.nullable().meta({ description: 'A job of this VM that is under way' }),
  shellName: z.string(),
  drVcenter: Side,
  placement: z.object({
    cluster: Choice,
    host: Choice.meta({ description: 'null: the vCenter chooses' }),
    resourcePool: Choice,
    folder: Choice,
    placeholderDatastore: Choice,
  }),
  hardware: ShellHardware.nullable().meta({ description: 'null where the inventory does not say enough' }),
  disks: z.array(ShellDisk).meta({ description: 'Attached by a recovery, and by nothing else' }),
  networks: z.array(
    z.object({
      nicType: z.string(),
      mac: z.string().nullable(),
      sourceNetwork: z.string().nullable(),
      targetNetwork: z.string().nullable(),
    }),
  ),
  existingShell: z.object({ moref: z.string(), name: z.string() }).nullable(),
  differences: z
    .array(z.object({ what: z.string(), wanted: z.string(), found: z.string(), mend: z.string() }))
    .meta({ description: 'Of the existing shell; `mend` says how the job undoes it' }),
  way: z.enum(shellWays).meta({ description: 'What the job would do' }),
  blockers: z.array(NoticeView),
  warnings: z.array(NoticeView),
  steps: z.array(z.object({ name: z.string(), title: z.string() })),
})
export type ShellPlanView = z.infer<typeof ShellPlanView>

export function shellPlanView(
  row: ProtectedVmListRow,
  plan: ShellPlan,
  { drVcenter, activeJobId }: { readonly drVcenter: { id: string; name: string }; readonly activeJobId: string | null },
): ShellPlanView {
  const { existingShell } = plan
  return {
    protectedVmId: row.id,
    name: row.name,
    drShellStatus: row.drShellStatus,
    drShellMoref: row.drShellMoref,
    attention: row.attention,
    activeJobId,
    shellName: plan.shellName,
    drVcenter,
    placement: plan.placement,
    hardware: plan.hardware,
    disks: [...plan.disks],
    networks: [...plan.networks],
    existingShell: existingShell && { moref: existingShell.moref, name: existingShell.name },
    differences: [...(existingShell?.differences ?? [])],
    way: plan.way,
    blockers: [...plan.blockers],
    warnings: [...plan.warnings],
    steps: [...plan.steps],
  }
}
