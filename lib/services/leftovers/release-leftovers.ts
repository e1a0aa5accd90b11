import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ZerfauxError } from '../../domain/errors.ts'
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

function chosenOf({ id, siteKind, siteId, siteName, dataset, object, tag }: LeftoverView): ChosenLeftover {
  const label = `${siteName}: ${leftoverLabel({ object, tag })}`
  return { id, siteKind, siteId, dataset: dataset === null ? null : DatasetName.parse(dataset), label }
}
