import { or, eq } from 'drizzle-orm'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import type { ReplicatedExport } from '../domain/placeholder-datastore.ts'
import type { Db } from './client.ts'

/** Every dataset of a group that this vCenter has a part in, with the datastore's name where the vCenter is the protected one. */
export async function listReplicatedExports(db: Db, vcenterId: string): Promise<ReplicatedExport[]> {
  const groups = await db
    .select()
    .from(protectionGroups)
    .where(or(eq(protectionGroups.sourceVcenterId, vcenterId), eq(protectionGroups.drVcenterId, vcenterId)))
  return groups.flatMap(({ sourceVcenterId, protectionDatastore, sourceDataset, drDataset }) => [
    { datastore: sourceVcenterId === vcenterId ? protectionDatastore : null, dataset: sourceDataset },
    { datastore: null, dataset: drDataset },
  ])
}
