import { bytesOnTheirWay, listDatastoresNamed, listPlannedVms, type PlannedVm } from '../../db/move-facts.ts'
import type { Db } from '../../db/client.ts'
import type { GroupRow } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { planMoves, type MoveSelection } from '../../domain/move-selection.ts'

export type PlannedMoves = MoveSelection<PlannedVm> & { readonly lane: string }

/**
 * From the stored inventory, with a few queries however many VMs there are: what a wizard shows, and what
 * the request that follows it is judged by.
 */
export async function planGroup(db: Db, group: GroupRow, protectedVmIds?: readonly string[]): Promise<PlannedMoves> {
  const { sourceVcenterId, protectionDatastore: required } = group
  const lane = laneOf(group)
  const vms = await listPlannedVms(db, group.id, protectedVmIds)
  const missing = (protectedVmIds?.length ?? 0) - vms.length
  if (missing > 0) throw new ZerfauxError('not_found', `${missing} of the VMs are not in ${group.name}`)
  const [datastores, reservedBytes] = await Promise.all([
    listDatastoresNamed(db, sourceVcenterId, required),
    bytesOnTheirWay(db, lane, sourceVcenterId),
  ])
  return { ...planMoves({ vms, required, datastores, reservedBytes }), lane }
}

/** Moves onto one datastore share its disks and its network. */
function laneOf({ sourceVcenterId, protectionDatastore }: GroupRow): string {
  return `move:${sourceVcenterId}:${protectionDatastore}`
}
