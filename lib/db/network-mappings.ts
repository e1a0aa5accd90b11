import { and, eq, sql } from 'drizzle-orm'
import { networkMappings } from '../../drizzle/schema/network-mappings.ts'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import type { Direction } from '../domain/group-enums.ts'
import type { NetworkMapping } from '../domain/network-mapping.ts'
import type { Db } from './client.ts'

/** By the source network's name. */
export async function listNetworkMappings(db: Db, groupId: string, direction: Direction): Promise<NetworkMapping[]> {
  const { sourceNetwork, targetNetwork, testNetwork } = networkMappings
  return db
    .select({ sourceNetwork, targetNetwork, testNetwork })
    .from(networkMappings)
    .where(and(eq(networkMappings.protectionGroupId, groupId), eq(networkMappings.direction, direction)))
    .orderBy(sourceNetwork)
}

/** All of one direction; the other one's are left alone. */
export async function replaceNetworkMappings(
  db: Db,
  groupId: string,
  direction: Direction,
  mappings: readonly NetworkMapping[],
): Promise<void> {
  await db
    .delete(networkMappings)
    .where(and(eq(networkMappings.protectionGroupId, groupId), eq(networkMappings.direction, direction)))
  if (mappings.length === 0) return
  await db
    .insert(networkMappings)
    .values(mappings.map((mapping) => ({ ...mapping, protectionGroupId: groupId, direction })))
}

/** Networks that a group's VMs are on, each with how many of them. */
export async function listNetworksOfGroup(db: Db, groupId: string): Promise<{ name: string; vms: number }[]> {
  const name = sql<string>`nic.value ->> 'network'`
  return db
    .select({ name, vms: sql<number>`count(distinct ${vms.id})::int` })
    .from(protectedVms)
    .innerJoin(vms, eq(vms.id, protectedVms.vmId))
    .crossJoin(sql`jsonb_array_elements(${vms.nics}) as nic`)
    .where(and(eq(protectedVms.protectionGroupId, groupId), sql`${name} is not null`))
    .groupBy(name)
    .orderBy(name)
}

/** Running VMs by the network that they are on, as of the last sync. */
export async function countRunningByNetwork(db: Db, vcenterId: string): Promise<ReadonlyMap<string, number>> {
  const name = sql<string>`nic.value ->> 'network'`
  const rows = await db
    .select({ name, running: sql<number>`count(distinct ${vms.id})::int` })
    .from(vms)
    .crossJoin(sql`jsonb_array_elements(${vms.nics}) as nic`)
    .where(
      and(
        eq(vms.vcenterId, vcenterId),
        sql`${vms.goneAt} is null`,
        eq(vms.powerState, 'powered_on'),
        sql`${name} is not null`,
      ),
    )
    .groupBy(name)
  return new Map(rows.map(({ name: network, running }) => [network, running]))
}
