import type { Db } from '../../db/client.ts'
import type { TargetRow } from '../../db/replication-targets.ts'
import { findDatastore } from '../../db/vcenter-objects.ts'
import { DatasetName } from '../../domain/zfs-names.ts'

type Asked = { readonly name: string; readonly sourceVcenterId: string; readonly protectionDatastore: string }

/** What the hosts mounted as the protection datastore, where the vCenter says so; else a dataset named after the group. */
export async function defaultSourceDataset(db: Db, asked: Asked, source: TargetRow): Promise<DatasetName> {
  const datastore = await findDatastore(db, asked.sourceVcenterId, asked.protectionDatastore)
  const path = datastore?.remotePath
  const exported = DatasetName.safeParse(path?.replace(/^\//, ''))
  if (exported.success && exported.data.startsWith(`${source.pool}/`)) return exported.data
  return DatasetName.parse([source.pool, source.datasetPrefix, slug(asked.name)].filter(Boolean).join('/'))
}

/** `<pool>/<prefix>/<group>`: the other site may well have a dataset of the source's own name. */
export function defaultDrDataset(groupName: string, dr: TargetRow): DatasetName {
  return DatasetName.parse([dr.pool, dr.datasetPrefix, slug(groupName)].filter(Boolean).join('/'))
}

function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return plain.slice(0, 60) || 'group'
}
