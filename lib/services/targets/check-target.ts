import { getTarget } from '../../db/replication-targets.ts'
import { checkAppliance } from '../../workflows/check-appliance.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import type { TargetHealth } from './target-health.ts'
import { targetHealth } from './target-view.ts'

/** Looks at the appliance now and keeps what was found, also when it does not answer. */
export async function checkTarget(ctx: ServiceContext, input: ById): Promise<TargetHealth> {
  requireRole(ctx, 'operator')
  const row = await getTarget(ctx.db, ById.parse(input).id)
  return targetHealth(await checkAppliance(ctx.db, ctx.sites, row, ctx.now))
}
