import { z } from 'zod'
import { countRunningByNetwork, listNetworkMappings, listNetworksOfGroup } from '../../db/network-mappings.ts'
import { listAllObjects } from '../../db/vcenter-objects.ts'
import type { Direction } from '../../domain/group-enums.ts'
import { sidesOf } from '../../domain/mapping-sides.ts'
import {
  checkTestNetworks,
  isUplinkGroup,
  suggestNetwork,
  suggestTestNetwork,
  testNetworkCodes,
  unmappedNetworks,
  type Network,
  type NetworkMapping,
} from '../../domain/network-mapping.ts'
import type { Db } from '../../db/client.ts'
import type { ServiceContext } from '../context.ts'
import { DirectionField, namedSides, Side } from './mapping-sides.ts'

const NetworkName = z.string().min(1).max(255)

export const NetworkMappingItem = z.strictObject({
  sourceNetwork: NetworkName,
  targetNetwork: NetworkName.nullable().meta({ description: 'null: the NICs are left without a network' }),
  testNetwork: NetworkName.nullable().meta({ description: 'null: a test leaves the NICs without a network' }),
})

export const NetworkMappingsView = z.object({
  direction: DirectionField,
  sourceVcenter: Side,
  targetVcenter: Side,
  items: z.array(NetworkMappingItem),
  unmapped: z
    .array(z.object({ sourceNetwork: z.string(), vms: z.number().int() }))
    .meta({ description: 'Networks that VMs of the group are on, and that no mapping names' }),
  suggestions: z
    .array(NetworkMappingItem)
    .meta({ description: 'By equal name or VLAN number, for what is not mapped' }),
  checks: z.array(
    z.object({
      testNetwork: z.string(),
      outcome: z.enum(['warn', 'block']),
      code: z.enum(testNetworkCodes),
      message: z.string(),
      hint: z.string(),
    }),
  ),
  sourceNetworks: z.array(z.string()),
  targetNetworks: z.array(z.string()),
})
export type NetworkMappingsView = z.infer<typeof NetworkMappingsView>

type Group = { readonly id: string; readonly sourceVcenterId: string; readonly drVcenterId: string }

/** One direction as it is stored, with all that an editor needs to go on. */
export async function networkMappingsView(
  ctx: ServiceContext,
  group: Group,
  direction: Direction,
): Promise<NetworkMappingsView> {
  const { from, to } = sidesOf(group, direction)
  const [sides, items, networks, sources, used] = await Promise.all([
    namedSides(ctx, group, direction),
    listNetworkMappings(ctx.db, group.id, direction),
    targetNetworks(ctx.db, to),
    listAllObjects(ctx.db, from, ['network']),
    networksInUse(ctx.db, group, direction),
  ])
  const names = namesOf(networks)
  const vmsOn = new Map(used.map(({ name, vms }) => [name, vms]))
  const unmapped = unmappedNetworks([...vmsOn.keys()], items)
  const testNetwork = suggestTestNetwork(networks)
  return {
    direction,
    ...sides,
    items: [...items],
    unmapped: unmapped.map((sourceNetwork) => ({ sourceNetwork, vms: vmsOn.get(sourceNetwork) ?? 0 })),
    suggestions: unmapped.map((sourceNetwork) => ({
      sourceNetwork,
      targetNetwork: suggestNetwork(sourceNetwork, names),
      testNetwork,
    })),
    checks: checkTestNetworks(items, networks),
    sourceNetworks: namesOf(sources),
    targetNetworks: names,
  }
}

/** With how many running VMs are on each. */
export async function targetNetworks(db: Db, vcenterId: string): Promise<Network[]> {
  const [objects, running] = await Promise.all([
    listAllObjects(db, vcenterId, ['network']),
    countRunningByNetwork(db, vcenterId),
  ])
  return objects.flatMap((object) =>
    object.kind === 'network'
      ? [{ name: object.name, type: object.type, runningVms: running.get(object.name) ?? 0 }]
      : [],
  )
}

/** On the way back, VMs come from the networks that the way there has led them to. */
export async function networksInUse(
  db: Db,
  group: Pick<Group, 'id'>,
  direction: Direction,
): Promise<{ name: string; vms: number }[]> {
  const used = await listNetworksOfGroup(db, group.id)
  if (direction === 'forward') return used
  const forward = await listNetworkMappings(db, group.id, 'forward')
  const counts = new Map<string, number>()
  for (const { name, vms } of used) {
    const there = led(forward, name)
    if (there !== null) counts.set(there, (counts.get(there) ?? 0) + vms)
  }
  return [...counts].map(([name, vms]) => ({ name, vms }))
}

function led(forward: readonly NetworkMapping[], name: string): string | null {
  return forward.find(({ sourceNetwork }) => sourceNetwork === name)?.targetNetwork ?? null
}

function namesOf(objects: readonly { readonly name: string }[]): string[] {
  return [...new Set(objects.map(({ name }) => name))].filter((name) => !isUplinkGroup(name)).toSorted()
}
