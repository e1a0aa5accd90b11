import { z } from 'zod'
import { listVcenterObjects } from '../../db/vcenter-objects.ts'
import { getVcenter } from '../../db/vcenter-connections.ts'
import { VcenterObject, type ObjectKind } from '../../domain/inventory.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Id, listQuery, pageOf } from '../fields.ts'

export const ListObjects = z.strictObject({ ...listQuery, id: Id })
export const ObjectPage = pageOf(VcenterObject)
type ObjectPage = z.infer<typeof ObjectPage>

/** All of a vCenter's objects of the given kinds, as of its last sync. */
function verb(kinds: readonly ObjectKind[]) {
  return async (ctx: ServiceContext, input: z.input<typeof ListObjects>): Promise<ObjectPage> => {
    requireRole(ctx, 'viewer')
    const { id, ...request } = ListObjects.parse(input)
    await getVcenter(ctx.db, id)
    const { items, nextCursor } = await listVcenterObjects(ctx.db, { ...request, vcenterId: id, kinds })
    return { items: items.map(({ description }) => description), nextCursor }
  }
}

export const listDatastores = verb(['datastore'])
export const listNetworks = verb(['network'])
export const listPlacements = verb(['datacenter', 'cluster', 'host', 'resource_pool', 'folder'])
