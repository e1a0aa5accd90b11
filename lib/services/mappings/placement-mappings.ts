import { z } from 'zod'
import { putPlacementMapping } from '../../db/placement-mappings.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { listReplicatedExports } from '../../db/replicated-exports.ts'
import { listAllObjects } from '../../db/vcenter-objects.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { directions } from '../../domain/group-enums.ts'
import { sidesOf } from '../../domain/mapping-sides.ts'
import { planPlacement } from '../../domain/placement-plan.ts'
import { ShellPlacement } from '../../domain/shell-placement.ts'
import { VcenterTree } from '../../domain/vcenter-tree.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById, Id } from '../fields.ts'
import { DirectionField } from './mapping-sides.ts'
import { placementKinds, PlacementMappingView, placementMappingView } from './placement-mappings-view.ts'

export const PlacementMappingsOfGroup = z.object({ items: z.array(PlacementMappingView) })
export const PlacementMappingChange = z.strictObject({ direction: DirectionField, placement: ShellPlacement })
export const PutPlacementMapping = PlacementMappingChange.extend({ id: Id })

/** Both directions, the way there first. */
export async function getPlacementMappings(
  ctx: ServiceContext,
  input: ById,
): Promise<z.infer<typeof PlacementMappingsOfGroup>> {
  requireRole(ctx, 'viewer')
  const group = await getGroup(ctx.db, ById.parse(input).id)
  return { items: await Promise.all(directions.map((direction) => placementMappingView(ctx, group, direction))) }
}

/**
 * Replaces one direction. What is left out is decided per VM, so only what cannot be is refused.
 *
 * @throws ZerfauxError `precondition_failed` where what was chosen is gone, is replicated, or does not fit together
 */
export async function savePlacementMapping(
  ctx: ServiceContext,
  input: z.input<typeof PutPlacementMapping>,
): Promise<PlacementMappingView> {
  requireRole(ctx, 'operator')
  const { id, direction, placement } = PutPlacementMapping.parse(input)
  const group = await getGroup(ctx.db, id)
  const { to } = sidesOf(group, direction)
  const tree = new VcenterTree(await listAllObjects(ctx.db, to, placementKinds))
  refuseImpossible(placement, tree, await listReplicatedExports(ctx.db, to))
  await ctx.db.transaction(async (tx) => {
    await putPlacementMapping(tx, id, direction, placement)
    await audit(ctx, tx, {
      action: 'put_placement_mapping',
      objectType: 'protection_group',
      objectId: id,
      objectName: group.name,
      details: { direction, placement },
    })
  })
  return placementMappingView(ctx, group, direction)
}

const missing = new Set(['no_cluster', 'no_resource_pool', 'no_folder', 'no_placeholder_datastore'])
const nameless = { cluster: null, folder: null, resourcePool: null }

export function refuseImpossible(
  placement: ShellPlacement,
  tree: VcenterTree,
  replicated: Parameters<typeof planPlacement>[3],
): void {
  const { blockers } = planPlacement({ vm: placement, group: null }, nameless, tree, replicated)
  const wrong = blockers.find(({ code }) => !missing.has(code))
  if (wrong) throw new ZerfauxError('precondition_failed', wrong.message, { hint: wrong.hint })
}
