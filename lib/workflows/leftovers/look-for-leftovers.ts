import type { Db } from '../../db/client.ts'
import { readActiveJobs, readOwners, readOwnerVms } from '../../db/leftover-owners.ts'
import { listTargets } from '../../db/replication-targets.ts'
import { listVcenters } from '../../db/vcenter-connections.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { JournalError } from '../../domain/journal.ts'
import type { Leftover, SiteKind } from '../../domain/leftover.ts'
import type { Owners } from '../../domain/leftover-owners.ts'
import { findLeftovers, findVmLeftovers } from '../../domain/leftovers.ts'
import { findShellLeftovers } from '../../domain/shell-leftovers.ts'
import { DatasetName } from '../../domain/zfs-names.ts'
import { inParallel } from '../in-parallel.ts'
import { describe } from '../run-job.ts'
import type { Sites } from '../sites.ts'
import { stableId } from '../stable-id.ts'
import { readStrayShells } from './read-stray-shells.ts'

const SITES_AT_ONCE = 4
const MANY = 10_000

/** One site that was looked at, or could not be: what is there then stays unknown. */
export type SiteLook = {
  readonly kind: SiteKind
  readonly id: string
  readonly name: string
  readonly error: JournalError | null
}

export type Look = { readonly leftovers: readonly Leftover[]; readonly sites: readonly SiteLook[] }

type Which = { readonly targetId?: string | undefined; readonly vcenterId?: string | undefined }
type Reading = { readonly db: Db; readonly sites: Pick<Sites, 'applianceOf' | 'vcenterOf'> }
type Site = {
  readonly kind: SiteKind
  readonly id: string
  readonly name: string
  /** What is there, to be judged once all owners are known. */
  readonly read: () => Promise<(owners: Owners) => Leftover[]>
}

/** Asks every site, or the ones that are named; one that does not answer is told, and hides nothing of the others. */
export async function lookForLeftovers({ db, sites }: Reading, which: Which, signal: AbortSignal): Promise<Look> {
  // Before and after: neither a job that ends meanwhile nor one that begins makes its things look like nobody's.
  const before = await readActiveJobs(db)
  const looks = await inParallel(await chosenSites(db, sites, which, signal), SITES_AT_ONCE, lookAt)
  const owners = await readOwners(db)
  const both = { ...owners, activeJobs: [...before, ...owners.activeJobs] }
  return {
    leftovers: looks.flatMap(({ judge }) => judge?.(both) ?? []),
    sites: looks.map(({ kind, id, name, error }) => ({ kind, id, name, error })),
  }
}

/** What is agreed to is exactly this thing; another that takes its place has another id. */
export function leftoverId({ siteId, key }: Pick<Leftover, 'siteId' | 'key'>): string {
  return stableId(`${siteId} ${key}`)
}

async function chosenSites(
  db: Db,
  sites: Reading['sites'],
  { targetId, vcenterId }: Which,
  signal: AbortSignal,
): Promise<Site[]> {
  const all = targetId === undefined && vcenterId === undefined
  const [targets, vcenters, protectedVms] = await Promise.all([
    all || targetId !== undefined ? (await listTargets(db, { limit: MANY })).items : [],
    all || vcenterId !== undefined ? (await listVcenters(db, { limit: MANY })).items : [],
    readOwnerVms(db),
  ])
  return [
    ...targets.map((row): Site => ({
      kind: 'target',
      id: row.id,
      name: row.name,
      read: async () => {
        const survey = await sites.applianceOf(row).survey(DatasetName.parse(row.pool))
        return (owners) => findLeftovers(row.id, survey, owners)
      },
    })),
    ...vcenters.map((row): Site => ({
      kind: 'vcenter',
      id: row.id,
      name: row.name,
      read: async () => {
        const vcenter = sites.vcenterOf(row)
        const snapshots = await vcenter.ourSnapshots({ signal })
        const shells = await readStrayShells(vcenter, row.id, protectedVms, signal)
        return (owners) => [
          ...findVmLeftovers(row.id, snapshots, owners),
          ...findShellLeftovers(row.id, shells, owners),
        ]
      },
    })),
  ].filter(({ id }) => all || id === targetId || id === vcenterId)
}

async function lookAt({ read, ...site }: Site) {
  try {
    return { ...site, error: null, judge: await read() }
  } catch (error) {
    if (!(error instanceof ZerfauxError)) throw error
    return { ...site, error: describe(error), judge: null }
  }
}
