import { z } from 'zod'
import { replaceNetworkMappings } from '../../db/network-mappings.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { directions } from '../../domain/group-enums.ts'
import { sidesOf } from '../../domain/mapping-sides.ts'
import { checkTestNetworks } from '../../domain/network-mapping.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById, Id } from '../fields.ts'
import { DirectionField } from './mapping-sides.ts'
import {
  NetworkMappingItem,
  NetworkMappingsView,
  networkMappingsView,
  targetNetworks,
} from './network-mappings-view.ts'

export const NetworkMappingsOfGroup = z.object({ items: z.array(NetworkMappingsView) })

export const NetworkMappingsChange = z.strictObject({
  direction: DirectionField,
  items: z
    .array(NetworkMappingItem)
    .max(500)
    .refine((items) => new Set(items.map(({ sourceNetwork }) => sourceNetwork)).size === items.length, {
      error: 'A source network is named twice',
    }),
})
export const PutNetworkMappings = NetworkMappingsChange.extend({ id: Id })

/** Both directions, the way there first. */
export async function getNetworkMappings(
  ctx: ServiceContext,
  input: ById,
): Promise<z.infer<typeof NetworkMappingsOfGroup>> {
  requireRole(ctx, 'viewer')
  const group = await getGroup(ctx.db, ById.parse(input).id)
  return { items: await Promise.all(directions.map((direction) => networkMappingsView(ctx, group, direction))) }
}

/** Replaces one direction. @throws ZerfauxError `precondition_failed` where a test network is one of production */
export async function putNetworkMappings(
  ctx: ServiceContext,
  input: z.input<typeof PutNetworkMappings>,
): Promise<NetworkMappingsView> {
  requireRole(ctx, 'operator')
  const { id, direction, items } = PutNetworkMappings.parse(input)
  const group = await getGroup(ctx.db, id)
  const networks = await targetNetworks(ctx.db, sidesOf(group, direction).to)
  const wrong = checkTestNetworks(items, networks).find(({ outcome }) => outcome === 'block')
  if (wrong) throw new ZerfauxError('precondition_failed', wrong.message, { hint: wrong.hint })
  await ctx.db.transaction(async (tx) => {
    await replaceNetworkMappings(tx, id, direction, items)
    await audit(ctx, tx, {
      action: 'put_network_mappings',
      objectType: 'protection_group',
      objectId: id,
      objectName: group.name,
      details: { direction, items },
    })
  })
  return networkMappingsView(ctx, group, direction)
}
