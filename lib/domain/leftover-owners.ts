import type { MoRef } from './inventory.ts'

/** What the database knows that things at the sites may belong to. */
export type Owners = {
  readonly groups: readonly OwnerGroup[]
  readonly activeJobs: readonly ActiveJob[]
  readonly protectedVms: readonly OwnerVm[]
  /** Recovery points that are on record and not pruned, by their id. */
  readonly points: ReadonlyMap<string, { readonly pinned: boolean }>
}

export type OwnerGroup = {
  readonly id: string
  readonly name: string
  readonly sourceTargetId: string
  readonly drTargetId: string
  readonly sourceDataset: string
  readonly drDataset: string
}

/** A VM of some group, and where its DR shell should be. */
export type OwnerVm = {
  readonly id: string
  readonly vcenterId: string
  readonly shellMoref: string | null
}

/** A job that has not ended, and every name and id that its parameters mention. */
export type ActiveJob = {
  readonly id: string
  readonly groupId: string | null
  readonly mentions: ReadonlySet<string>
}

/** As if nothing were known: then everything of ours is a leftover. */
export const nobody: Owners = { groups: [], activeJobs: [], protectedVms: [], points: new Map() }

export function groupAt({ groups }: Owners, targetId: string, dataset: string): OwnerGroup | null {
  const here = (group: OwnerGroup) =>
    (group.sourceTargetId === targetId && group.sourceDataset === dataset) || isReplicaOf(group, targetId, dataset)
  return groups.find(here) ?? null
}

export function isReplicaOf(group: OwnerGroup, targetId: string, dataset: string): boolean {
  return group.drTargetId === targetId && group.drDataset === dataset
}

/** Some job under way works on that, whatever it is called in its parameters. */
export function isMentioned({ activeJobs }: Owners, name: string): boolean {
  return activeJobs.some(({ mentions }) => mentions.has(name))
}

export function isAtWork({ activeJobs }: Owners, group: OwnerGroup | null): boolean {
  return group !== null && activeJobs.some(({ groupId }) => groupId === group.id)
}

/** Some protected VM has that VM on record as its shell, whatever marks it bears. */
export function isShellOnRecord(
  { protectedVms }: Pick<Owners, 'protectedVms'>,
  atVcenter: string,
  moref: MoRef,
): boolean {
  return protectedVms.some(({ vcenterId, shellMoref }) => vcenterId === atVcenter && shellMoref === moref)
}

/** Every text in a job's parameters, however deep. */
export function mentionsOf(params: unknown): Set<string> {
  if (typeof params === 'string') return new Set([params])
  if (params === null || typeof params !== 'object') return new Set()
  return new Set(Object.values(params).flatMap((value) => [...mentionsOf(value)]))
}
