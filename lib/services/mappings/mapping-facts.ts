import { directions } from '../../domain/group-enums.ts'
import type { MappingFacts } from '../../domain/preflight-mappings.ts'
import type { GroupListRow } from '../../db/protection-groups.ts'
import type { ServiceContext } from '../context.ts'
import { networkMappingsView, networksInUse } from './network-mappings-view.ts'
import { placementMappingView } from './placement-mappings-view.ts'

/** What preflight says of both directions. */
export function mappingFacts(ctx: ServiceContext, group: GroupListRow): Promise<MappingFacts[]> {
  return Promise.all(
    directions.map(async (direction) => {
      const [networks, placement, used] = await Promise.all([
        networkMappingsView(ctx, group, direction),
        placementMappingView(ctx, group, direction),
        networksInUse(ctx.db, group, direction),
      ])
      return {
        direction,
        to: networks.targetVcenter.name,
        used: used.length,
        unmapped: networks.unmapped.map(({ sourceNetwork }) => sourceNetwork),
        tests: networks.checks,
        placement: placement.problems,
      }
    }),
  )
}
