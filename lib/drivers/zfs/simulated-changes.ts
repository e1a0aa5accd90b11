import { ZerfauxError } from '../../domain/errors.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'
import { addParents, newGuid, type SimulatedAppliance, type SimulatedSnapshot } from './simulated-appliance.ts'
import { applySimulatedFamily, setProperties } from './simulated-family.ts'
import { clonesOf, livePosition, openDataset } from './simulated-datasets.ts'

type Change<Do extends ZfsChange['do']> = Extract<ZfsChange, { do: Do }>

/** Carries out one change with ZFS' refusals. What is already so is left alone. */
export function applySimulated(appliance: SimulatedAppliance, change: ZfsChange, now: number): void {
  switch (change.do) {
    case 'snapshot':
      return takeSnapshots(appliance, change, now)
    case 'hold': {
      const { holds } = openSnapshot(appliance, change)
      if (!holds.includes(change.tag)) holds.push(change.tag)
      return
    }
    case 'release': {
      const snapshot = findSnapshot(appliance, change)
      if (snapshot) snapshot.holds = snapshot.holds.filter((tag) => tag !== change.tag)
      return
    }
    case 'bookmark':
      return makeBookmark(appliance, change)
    case 'destroy_bookmark': {
      const dataset = openDataset(appliance, change.dataset)
      dataset.bookmarks = dataset.bookmarks.filter(({ name }) => name !== change.name)
      return
    }
    case 'destroy_snapshot':
      return destroySnapshot(appliance, change)
    case 'abort_receive': {
      const dataset = appliance.datasets[change.dataset]
      if (!dataset) return
      dataset.partial = null
      dataset.receiving = null
      // A full receive that never ended leaves nothing behind.
      if (dataset.snapshots.length === 0 && dataset.readonly) delete appliance.datasets[change.dataset]
      return
    }
    case 'create_parents': {
      openDataset(appliance, change.dataset.split('/')[0] ?? '')
      addParents(appliance, change.dataset, now)
      return
    }
    case 'set_properties':
      return setProperties(openDataset(appliance, change.dataset), change.properties)
    case 'rename_dataset':
    case 'clone':
    case 'promote':
      return applySimulatedFamily(appliance, change, now)
    case 'clear_properties': {
      const dataset = appliance.datasets[change.dataset]
      for (const name of change.names) delete dataset?.properties[name]
    }
  }
}

function takeSnapshots(appliance: SimulatedAppliance, change: Change<'snapshot'>, now: number): void {
  const datasets = change.datasets.map((name) => ({ name, dataset: openDataset(appliance, name) }))
  const taken = datasets.filter(({ dataset }) => dataset.snapshots.some(({ name }) => name === change.name))
  if (taken.length === datasets.length) return
  if (taken.length > 0) {
    throw new ZerfauxError(
      'snapshot_name_taken',
      `Could not snapshot @${change.name}: ${taken.map(({ name }) => name).join(', ')} had one of that name already`,
      { hint: 'Take the snapshot under a new name.' },
    )
  }
  appliance.txg++
  for (const { dataset } of datasets) {
    dataset.position = livePosition(dataset, now)
    dataset.grownAt = now
    dataset.snapshots.push({
      name: change.name,
      guid: newGuid(),
      createTxg: appliance.txg,
      creation: Math.floor(now / 1000),
      position: dataset.position,
      referenced: dataset.referenced,
      properties: { ...change.properties },
      holds: [],
    })
  }
}

function makeBookmark(appliance: SimulatedAppliance, change: Change<'bookmark'>): void {
  const { guid, createTxg, position } = openSnapshot(appliance, change)
  const { bookmarks } = openDataset(appliance, change.dataset)
  const namesake = bookmarks.find(({ name }) => name === change.name)
  if (namesake && namesake.guid !== guid) {
    throw new ZerfauxError(
      'snapshot_name_taken',
      `Could not bookmark ${change.dataset}@${change.snapshot}: #${change.name} is there with guid ${namesake.guid}, not ${guid}`,
      { hint: 'Use a new bookmark name, then remove the old one.' },
    )
  }
  if (namesake) return
  bookmarks.push({ name: change.name, guid, createTxg, position })
  bookmarks.sort((a, b) => a.createTxg - b.createTxg)
}

function destroySnapshot(appliance: SimulatedAppliance, change: Change<'destroy_snapshot'>): void {
  const snapshot = findSnapshot(appliance, change)
  if (!snapshot) return
  const fullName = `${change.dataset}@${change.snapshot}`
  if (snapshot.guid !== change.guid) {
    throw new ZerfauxError(
      'snapshot_name_taken',
      `Did not destroy ${fullName}: its guid is ${snapshot.guid}, not ${change.guid}`,
      {
        hint: 'Another snapshot has taken that name. Read the appliance’s state and plan again.',
      },
    )
  }
  const clones = clonesOf(appliance, fullName)
  const holds = snapshot.holds.filter((tag) => tag !== change.releasing)
  const reasons = [
    ...(holds.length > 0 ? [`held by ${holds.join(', ')}`] : []),
    ...(clones.length > 0 ? [`cloned as ${clones.join(', ')}`] : []),
  ]
  if (reasons.length > 0) {
    throw new ZerfauxError('busy', `Could not destroy ${fullName}: it is ${reasons.join(' and ')}`, {
      hint: 'Release the holds and remove the clones first.',
    })
  }
  const dataset = openDataset(appliance, change.dataset)
  dataset.snapshots = dataset.snapshots.filter((other) => other !== snapshot)
}

function findSnapshot(
  appliance: SimulatedAppliance,
  at: { readonly dataset: string; readonly snapshot: string },
): SimulatedSnapshot | undefined {
  return appliance.datasets[at.dataset]?.snapshots.find(({ name }) => name === at.snapshot)
}

function openSnapshot(
  appliance: SimulatedAppliance,
  at: { readonly dataset: string; readonly snapshot: string },
): SimulatedSnapshot {
  openDataset(appliance, at.dataset)
  const snapshot = findSnapshot(appliance, at)
  if (!snapshot) throw new ZerfauxError('not_found', `${appliance.name} has no snapshot ${at.dataset}@${at.snapshot}`)
  return snapshot
}
