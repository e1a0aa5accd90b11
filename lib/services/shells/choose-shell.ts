import { z } from 'zod'
import { getProtectedVm, updateProtectedVm } from '../../db/protected-vms.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { listReplicatedExports } from '../../db/replicated-exports.ts'
import { listAllObjects } from '../../db/vcenter-objects.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { sidesOf } from '../../domain/mapping-sides.ts'
import { ShellPlacement } from '../../domain/shell-placement.ts'
import { VcenterTree } from '../../domain/vcenter-tree.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { refuseWhileAtWork } from '../jobs/refuse-while-at-work.ts'
import { refuseImpossible } from '../mappings/placement-mappings.ts'
import { placementKinds } from '../mappings/placement-mappings-view.ts'
import { ShellName } from './shell-name.ts'

export const ShellChoiceOfVm = z.strictObject({
  shellName: ShellName.nullable().meta({ description: 'null: the VM’s own name' }),
  placement: ShellPlacement.nullable().meta({ description: 'null: as the group’s placement says' }),
})
const ChooseShell = ShellChoiceOfVm.extend({ id: Id })

/** What the wizard's second page says of one VM; nothing is made yet. While it is being made, its job would not heed it. */
export async function chooseShell(
  ctx: ServiceContext,
  input: z.input<typeof ChooseShell>,
): Promise<z.infer<typeof ShellChoiceOfVm>> {
  requireRole(ctx, 'operator')
  const { id, shellName, placement } = ChooseShell.parse(input)
  return ctx.db.transaction(async (tx) => {
    const row = await getProtectedVm(tx, id)
    await refuseWhileAtWork(tx, id, ['create_dr_shell', 'remove_dr_shell'])
    const group = await getGroup(tx, row.protectionGroupId)
    if (row.drShellMoref !== null && shellName !== row.drShellName) {
      throw new ZerfauxError('precondition_failed', `The shell of ${row.name} is already called ${row.drShellName}`, {
        hint: 'Remove the shell first, then choose another name.',
      })
    }
    if (placement) {
      const { to } = sidesOf(group, group.direction)
      const tree = new VcenterTree(await listAllObjects(tx, to, placementKinds))
      refuseImpossible(placement, tree, await listReplicatedExports(tx, to))
    }
    await updateProtectedVm(tx, id, { drShellName: shellName, shellPlacement: placement })
    await audit(ctx, tx, {
      action: 'choose_dr_shell',
      objectType: 'protected_vm',
      objectId: id,
      objectName: row.name,
      details: { shellName, placement },
    })
    return { shellName, placement }
  })
}
