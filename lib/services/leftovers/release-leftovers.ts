import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef } from '../../domain/inventory.ts'
import { leftoverLabel, type ChosenLeftover } from '../../domain/leftover.ts'
import { DatasetName } from '../../domain/zfs-names.ts'
import type { ReleaseParams } from '../../workflows/release-leftovers.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id, type Accepted } from '../fields.ts'
import { startJob } from '../jobs/start-job.ts'
import { listLeftovers, type LeftoverView } from './list-leftovers.ts'

export const ReleaseLeftovers = z.strictObject({
  ids: z.array(Id).min(1, 'Choose at least one').max(5000).meta({ description: 'As GET /leftovers lists them' }),
})

/** Starts a job that releases exactly these, each looked at again right before. */
export async function releaseLeftovers(
  ctx: ServiceContext,
  input: z.input<typeof ReleaseLeftovers>,
): Promise<Accepted> {
  requireRole(ctx, 'admin')
  const ids = new Set(ReleaseLeftovers.parse(input).ids)
  const { items } = await listLeftovers(ctx)
  const chosen = items.filter(({ id }) => ids.has(id))
  if (chosen.length < ids.size) {
    throw new ZerfauxError('conflict', `${ids.size - chosen.length} of the ${ids.size} chosen are no leftovers now`, {
      hint: 'Read the list again. What has an owner by now, is gone, or lies at a site that does not answer cannot be released.',
    })
  }
  const stuck = chosen.filter(({ inTheWay }) => inTheWay !== null)
  if (stuck[0]) {
    const { object, inTheWay } = stuck[0]
    throw new ZerfauxError(
      'precondition_failed',
      `${stuck.length} of the ${ids.size} chosen cannot be released as they are now. ${object}: ${inTheWay}`,
      { hint: 'The list of leftovers says of each what to do first.' },
    )
  }
  const jobId = randomUUID()
  const params: ReleaseParams = { jobId, chosen: chosen.map(chosenOf) }
  return ctx.db.transaction(async (tx) => {
    await startJob(ctx, tx, { id: jobId, kind: 'release_leftovers', params }, 'The release of leftovers')
    await audit(ctx, tx, {
      action: 'release_leftovers',
      objectType: 'job',
      objectId: jobId,
      objectName: `${chosen.length} leftovers`,
      details: { leftovers: params.chosen.map(({ label }) => label) },
    })
    return { jobId }
  })
}

function chosenOf(leftover: LeftoverView): ChosenLeftover {
  const { id, kind, siteKind, siteId, siteName, object, tag } = leftover
  const vm = leftover.vmMoref === null ? null : MoRef.parse(leftover.vmMoref)
  return {
    id,
    siteKind,
    siteId,
    dataset: leftover.dataset === null ? null : DatasetName.parse(leftover.dataset),
    shell: kind === 'dr_shell' ? vm : null,
    label: `${siteName}: ${leftoverLabel({ object, tag, vm })}`,
  }
}
