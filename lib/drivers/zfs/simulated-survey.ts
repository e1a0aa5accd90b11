import { DatasetName, Guid, HoldTag, SnapshotName } from '../../domain/zfs-names.ts'
import { isBare, type SurveyedDataset } from '../../domain/zfs-survey.ts'
import type { SimulatedAppliance } from './simulated-appliance.ts'
import { isReceiving, toDatasetState } from './simulated-datasets.ts'

export function surveySimulated(appliance: SimulatedAppliance, root: DatasetName, now: number): SurveyedDataset[] {
  return Object.keys(appliance.datasets)
    .filter((name) => name === root || name.startsWith(`${root}/`))
    .toSorted()
    .flatMap((name) => surveyed(appliance, DatasetName.parse(name), now))
    .filter((each) => !isBare(each))
}

function surveyed(appliance: SimulatedAppliance, name: DatasetName, now: number): SurveyedDataset[] {
  const dataset = appliance.datasets[name]
  const state = toDatasetState(appliance, name, now)
  if (!dataset || !state) return []
  const { partial, origin } = dataset
  const received = partial?.bytesReceived ?? 0
  return [
    {
      dataset: name,
      guid: state.guid,
      used: state.used - (dataset.snapshots.length > 0 ? received : 0),
      origin,
      properties: Object.fromEntries(Object.entries(state.properties).filter(([key]) => key.startsWith('zfx:'))),
      partialReceive:
        partial && state.receiveResumeToken !== null && !isReceiving(dataset, now)
          ? { token: state.receiveResumeToken, toName: partial.toName, used: received }
          : null,
      snapshots: state.snapshots.flatMap((snapshot) => {
        const holds = snapshot.holds.flatMap((tag) => HoldTag.safeParse(tag).data ?? [])
        return holds.length > 0 ? [{ name: snapshot.name, guid: snapshot.guid, used: snapshot.used, holds }] : []
      }),
      bookmarks: dataset.bookmarks
        .filter((bookmark) => bookmark.name.startsWith('zfx_'))
        .map((bookmark) => ({ name: SnapshotName.parse(bookmark.name), guid: Guid.parse(bookmark.guid) })),
    },
  ]
}
