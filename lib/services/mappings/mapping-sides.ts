import { z } from 'zod'
import { getVcenter } from '../../db/vcenter-connections.ts'
import { directions, type Direction } from '../../domain/group-enums.ts'
import { sidesOf, type GroupSides } from '../../domain/mapping-sides.ts'
import type { ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'

export const DirectionField = z.enum(directions).meta({
  description: 'forward: from the protected to the recovery site; reversed: the way back',
})
export const Side = z.object({ id: Id, name: z.string() })

export async function namedSides(ctx: ServiceContext, group: GroupSides, direction: Direction) {
  const { from, to } = sidesOf(group, direction)
  const [source, target] = await Promise.all([getVcenter(ctx.db, from), getVcenter(ctx.db, to)])
  return {
    sourceVcenter: { id: source.id, name: source.name },
    targetVcenter: { id: target.id, name: target.name },
  }
}
