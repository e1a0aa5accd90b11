import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getProtectedVm } from '../../db/protected-vms.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef } from '../../domain/inventory.ts'
import { sidesOf } from '../../domain/mapping-sides.ts'
import type { RemoveShellParams } from '../../workflows/shell/remove.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id, type Accepted } from '../fields.ts'
import { startJob } from '../jobs/start-job.ts'
import { SHELLS_AT_A_TIME } from './create-shells.ts'

export const RemovalOptions = z
  .strictObject({
    unprotect: z.boolean().default(false).meta({ description: 'Take the VM out of its group when its shell is gone' }),
  })
  .optional()
const RemoveShell = z.strictObject({ id: Id, ...RemovalOptions.unwrap().shape })

/** Queues the removal of a shell of ours; one that runs or has disks is refused by the job, with the reason. */
export async function removeShell(ctx: ServiceContext, input: z.input<typeof RemoveShell>): Promise<Accepted> {
  requireRole(ctx, 'operator')
  const { id, unprotect } = RemoveShell.parse(input)
  const jobId = randomUUID()
  return ctx.db.transaction(async (tx) => {
    const row = await getProtectedVm(tx, id)
    const group = await getGroup(tx, row.protectionGroupId)
    if (row.drShellStatus === 'none' && !unprotect) {
      throw new ZerfauxError('precondition_failed', `${row.name} has no DR shell`)
    }
    const { to } = sidesOf(group, group.direction)
    const params: RemoveShellParams = {
      jobId,
      protectedVmId: id,
      vmName: row.name,
      vcenterId: to,
      moref: row.drShellMoref === null ? null : MoRef.parse(row.drShellMoref),
      unprotect,
    }
    const lane = { lane: `shell:${to}`, laneLimit: SHELLS_AT_A_TIME }
    await startJob(ctx, tx, { id: jobId, kind: 'remove_dr_shell', protectedVmId: id, params, ...lane }, row.name)
    await audit(ctx, tx, {
      action: 'remove_dr_shell',
      objectType: 'protected_vm',
      objectId: id,
      objectName: row.name,
      details: { jobId, unprotect, shellMoref: row.drShellMoref },
    })
    return { jobId }
  })
}
