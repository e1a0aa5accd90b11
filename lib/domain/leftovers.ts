import type { Leftover } from './leftover.ts'
import { groupAt, isAtWork, isMentioned, isReplicaOf, type OwnerGroup, type Owners } from './leftover-owners.ts'
import type { OurVmSnapshot } from './vm-snapshot.ts'
import { isOurs, type HoldTag } from './zfs-names.ts'
import type { HeldSnapshot, SurveyedDataset } from './zfs-survey.ts'

type Found = Omit<Leftover, 'siteKind' | 'siteId' | 'dataset' | 'vm' | 'inTheWay' | 'command'> & {
  readonly command?: string
}

/**
 * What of ours lies on an appliance and belongs to nothing in the database (failure-modes row 5).
 * Doubt keeps: what a job under way works on, and what looks like somebody else's, is not listed.
 */
export function findLeftovers(targetId: string, survey: readonly SurveyedDataset[], owners: Owners): Leftover[] {
  return survey.flatMap((seen) => {
    const { dataset } = seen
    const group = groupAt(owners, targetId, dataset)
    const accounted = isAtWork(owners, group) || isMentioned(owners, dataset) || isSetAside(seen, owners)
    const place: Place = { seen, group, owners, targetId, accounted }
    const found = [
      ...seen.snapshots.flatMap((snapshot) => snapshot.holds.flatMap((tag) => hold(place, snapshot, tag))),
      ...seen.bookmarks.flatMap((bookmark) => cursor(place, bookmark)),
      ...marks(place),
      // Last: discarding a first copy takes the dataset with it.
      ...partial(place),
    ]
    const here = { siteKind: 'target', siteId: targetId, vm: null, inTheWay: null, dataset } as const
    return found.map((each) => ({ command: null, ...each, ...here }))
  })
}

/** VMware snapshots that no job under way has taken. */
export function findVmLeftovers(vcenterId: string, snapshots: readonly OurVmSnapshot[], owners: Owners): Leftover[] {
  return snapshots
    .filter(({ name }) => !isMentioned(owners, name))
    .map(({ vm, vmName, name, snapshot, sizeBytes }) => ({
      kind: 'vm_snapshot',
      siteKind: 'vcenter',
      siteId: vcenterId,
      object: vmName,
      tag: name,
      vm,
      dataset: null,
      bytes: sizeBytes,
      because: 'The run that took this VMware snapshot has ended.',
      consequence:
        'Removes the VMware snapshot by its exact name. The VM goes on; merging its disks costs some I/O for a while.',
      inTheWay: null,
      command: null,
      key: `vm_snapshot ${vm} ${snapshot} ${name}`,
      release: { at: 'vcenter', vm, snapshotName: name },
    }))
}

/** By a repair of a group that is still there: it belongs to that group, which shows it. */
function isSetAside({ properties }: SurveyedDataset, { groups }: Owners): boolean {
  return properties['zfx:role'] === 'kept' && groups.some(({ id }) => id === properties['zfx:group'])
}

type Place = {
  readonly seen: SurveyedDataset
  readonly group: OwnerGroup | null
  readonly owners: Owners
  readonly targetId: string
  /** Something else answers for what lies here: a job under way, or a group that keeps it. */
  readonly accounted: boolean
}

function hold(place: Place, { name, guid, used }: HeldSnapshot, tag: HoldTag): Found[] {
  const because = ownerless(place, name, tag)
  if (because === null) return []
  const { dataset } = place.seen
  return [
    {
      kind: 'hold',
      object: `${dataset}@${name}`,
      tag,
      bytes: used,
      because,
      consequence: 'Releases the hold. The snapshot stays until retention or a person removes it.',
      key: `hold ${dataset} ${guid} ${tag}`,
      release: { at: 'appliance', changes: [{ do: 'release', dataset, snapshot: name, tag }] },
    },
  ]
}

/** Null for a hold that has its owner. */
function ownerless({ group, owners, targetId, accounted, seen }: Place, snapshot: string, tag: HoldTag): string | null {
  const [, kind, id = ''] = tag.split(':')
  const [job, point] = [owners.activeJobs.some((active) => active.id === id), owners.points.get(id)]
  switch (kind) {
    case 'step':
      return job ? null : 'The run that took this hold has ended.'
    case 'pin':
      return point?.pinned ? null : point ? 'The recovery point is not pinned.' : 'No such recovery point is on record.'
    case 'point': {
      // A pre-seeded replica's own snapshots are held too, and are on no record.
      const adopted = group !== null && isReplicaOf(group, targetId, seen.dataset) && !isOurs(snapshot)
      return point || accounted || adopted ? null : 'No such recovery point is on record.'
    }
    default:
      return job || point || accounted || owners.groups.some((known) => known.id === id)
        ? null
        : `Nothing with the id ${id} is on record.`
  }
}

function cursor({ seen, group, accounted }: Place, { name, guid }: SurveyedDataset['bookmarks'][number]): Found[] {
  const [, target] = /^zfx_cursor_([0-9a-f]{8})_/.exec(name) ?? []
  const ends = group && [group.sourceTargetId, group.drTargetId]
  const owned = ends && (target === undefined || ends.some((id) => id.startsWith(target)))
  if (accounted || owned) return []
  const { dataset } = seen
  return [
    {
      kind: 'bookmark',
      object: `${dataset}#${name}`,
      tag: null,
      bytes: 0,
      because: group
        ? `${group.name} does not replicate to the target that this bookmark is for.`
        : 'No protection group replicates from here.',
      consequence: 'Removes the bookmark. Increments that would build on it are not possible any more.',
      key: `bookmark ${dataset} ${name} ${guid}`,
      release: { at: 'appliance', changes: [{ do: 'destroy_bookmark', dataset, name }] },
    },
  ]
}

function marks({ seen, group, owners, accounted }: Place): Found[] {
  const { dataset, properties, guid, used } = seen
  const names = Object.keys(properties).filter((name): name is `zfx:${string}` => name.startsWith('zfx:'))
  const markedFor = owners.groups.find(({ id }) => id === properties['zfx:group'])
  const own = group !== null && (properties['zfx:group'] ?? group.id) === group.id
  if (names.length === 0 || accounted || own) return []
  return [
    {
      kind: 'dataset',
      object: dataset,
      tag: null,
      bytes: used,
      because: markedFor
        ? `It is marked for ${markedFor.name}, which uses other datasets.`
        : 'The protection group that it is marked for is not on record.',
      consequence: `Clears our marks (${names.join(', ')}). The dataset stays with all its snapshots, and frees nothing.`,
      command: `zfs destroy -r ${dataset}`,
      key: `dataset ${dataset} ${guid}`,
      release: { at: 'appliance', changes: [{ do: 'clear_properties', dataset, names }] },
    },
  ]
}

function partial({ seen, group, accounted }: Place): Found[] {
  const { dataset, partialReceive, properties } = seen
  if (!partialReceive || accounted) return []
  const { toName, used, token } = partialReceive
  const ours = group !== null || 'zfx:group' in properties || isOurs(toName?.split('@')[1] ?? '')
  if (!ours) return []
  return [
    {
      kind: 'partial_receive',
      object: dataset,
      tag: null,
      bytes: used,
      because: group
        ? `A transfer of ${group.name} broke off here, and no run is under way.`
        : 'No protection group receives here.',
      consequence: group
        ? 'Discards what has arrived. The next run would go on from there; without it, it sends that again. No recovery point is touched.'
        : 'Discards what has arrived. Complete snapshots are not touched.',
      key: `partial_receive ${dataset} ${token}`,
      release: { at: 'appliance', changes: [{ do: 'abort_receive', dataset }] },
    },
  ]
}
