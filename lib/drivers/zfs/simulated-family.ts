import { ZerfauxError } from '../../domain/errors.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'
import { emptyDataset, type SimulatedAppliance, type SimulatedDataset } from './simulated-appliance.ts'
import { livePosition, openDataset } from './simulated-datasets.ts'

type Change<Do extends ZfsChange['do']> = Extract<ZfsChange, { do: Do }>
type FamilyChange = Change<'rename_dataset' | 'clone' | 'promote'>

/** What moves whole datasets about: names, clones, and who owns which snapshot. */
export function applySimulatedFamily(appliance: SimulatedAppliance, change: FamilyChange, now: number): void {
  switch (change.do) {
    case 'rename_dataset':
      return rename(appliance, change)
    case 'clone':
      return clone(appliance, change, now)
    case 'promote':
      return promote(appliance, change, now)
  }
}

/** `canmount` has no meaning here: nothing simulated is ever mounted by itself. */
export function setProperties(
  dataset: SimulatedDataset,
  { readonly, canmount: _, atime, ...own }: Change<'set_properties'>['properties'],
): void {
  if (readonly !== undefined) dataset.readonly = readonly === 'on'
  if (atime !== undefined) dataset.atime = atime === 'on'
  Object.assign(dataset.properties, own)
}

function rename(appliance: SimulatedAppliance, { dataset: from, to, guid }: Change<'rename_dataset'>): void {
  const there = appliance.datasets[to]
  if (there) {
    if (there.guid === guid) return
    throw notAsPlanned(`rename ${from}`, `${to} has guid ${there.guid}, not ${guid}`)
  }
  const found = openDataset(appliance, from)
  if (found.guid !== guid) throw notAsPlanned(`rename ${from}`, `its guid is ${found.guid}, not ${guid}`)
  openDataset(appliance, to.split('/').slice(0, -1).join('/'))
  const moved = (name: string) => (name === from || name.startsWith(`${from}/`) ? to + name.slice(from.length) : name)
  appliance.datasets = Object.fromEntries(
    Object.entries(appliance.datasets).map(([name, dataset]) => [moved(name), dataset]),
  )
  reoriginate(appliance, (dataset) => moved(dataset))
}

function clone(appliance: SimulatedAppliance, { dataset, origin, properties }: Change<'clone'>, now: number): void {
  const fullName = `${origin.dataset}@${origin.snapshot}`
  const there = appliance.datasets[dataset]
  const snapshotOf = (owner: string) =>
    appliance.datasets[owner]?.snapshots.find(({ name }) => name === origin.snapshot)
  if (there) {
    if (there.origin === fullName && snapshotOf(origin.dataset)?.guid === origin.guid) return
    const promoted = appliance.datasets[origin.dataset]?.origin === `${dataset}@${origin.snapshot}`
    if (promoted && snapshotOf(dataset)?.guid === origin.guid) return
    throw notAsPlanned(`clone ${fullName}`, `${dataset} is there, and is no clone of it`)
  }
  const snapshot = snapshotOf(origin.dataset)
  if (!snapshot) throw new ZerfauxError('not_found', `${appliance.name} has no snapshot ${fullName}`)
  if (snapshot.guid !== origin.guid) throw nameTaken(`clone ${fullName}`, 'it', snapshot.guid, origin.guid)
  openDataset(appliance, dataset.split('/').slice(0, -1).join('/'))
  const { referenced, position } = snapshot
  const made = { ...emptyDataset(now), referenced, position, origin: fullName }
  setProperties(made, properties)
  appliance.datasets[dataset] = made
}

function promote(appliance: SimulatedAppliance, change: Change<'promote'>, now: number): void {
  const dataset = openDataset(appliance, change.dataset)
  const own = dataset.snapshots.find(({ name }) => name === change.snapshot)
  if (own?.guid === change.guid) return
  const [parentName = '', originName] = dataset.origin?.split('@') ?? []
  const parent = appliance.datasets[parentName]
  const origin = parent?.snapshots.find(({ name }) => name === originName)
  if (own) throw nameTaken(`promote ${change.dataset}`, `@${change.snapshot}`, own.guid, change.guid)
  if (!parent || origin?.guid !== change.guid)
    throw notAsPlanned(`promote ${change.dataset}`, `it is no clone of @${change.snapshot} with guid ${change.guid}`)
  parent.position = livePosition(parent, now)
  parent.grownAt = now
  const older = ({ createTxg }: { createTxg: number }) => createTxg <= origin.createTxg
  const moved = new Set(parent.snapshots.filter(older).map(({ name }) => name))
  dataset.snapshots = [...parent.snapshots.filter(older), ...dataset.snapshots]
  dataset.bookmarks = [...parent.bookmarks.filter(older), ...dataset.bookmarks]
  parent.snapshots = parent.snapshots.filter((snapshot) => !older(snapshot))
  parent.bookmarks = parent.bookmarks.filter((bookmark) => !older(bookmark))
  dataset.origin = parent.origin
  reoriginate(appliance, (name, snapshot) => (name === parentName && moved.has(snapshot) ? change.dataset : name))
  parent.origin = `${change.dataset}@${change.snapshot}`
}

function reoriginate(appliance: SimulatedAppliance, nameNow: (dataset: string, snapshot: string) => string): void {
  for (const dataset of Object.values(appliance.datasets)) {
    const [name, snapshot] = dataset.origin?.split('@') ?? []
    if (name !== undefined && snapshot !== undefined) dataset.origin = `${nameNow(name, snapshot)}@${snapshot}`
  }
}

function nameTaken(doing: string, snapshot: string, found: string, planned: string): ZerfauxError {
  return new ZerfauxError('snapshot_name_taken', `Could not ${doing}: ${snapshot} has guid ${found}, not ${planned}`, {
    hint: 'Another snapshot has taken that name. Read the appliance’s state and plan again.',
  })
}

function notAsPlanned(doing: string, found: string): ZerfauxError {
  return new ZerfauxError('precondition_failed', `Could not ${doing}: ${found}`, {
    hint: 'The appliance is not as it was when this was planned. Read its state and plan again.',
  })
}
