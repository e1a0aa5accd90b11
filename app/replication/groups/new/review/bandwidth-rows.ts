import { daysOfWindow, type BandwidthValues } from '../../../_components/bandwidth-values'

type Rows = Record<keyof BandwidthValues, [label: string, value: string]>

/** The limits of a group that is being made. Without a window at certain hours, its rows are empty. */
export function bandwidthRows(draft: BandwidthValues): Rows {
  const days = Object.entries(daysOfWindow).find(([kind]) => kind === draft['bandwidth_timetable.entries.0.days'])?.[1]
  const limit = (value: string | undefined) => (value ? `${value} MiB/s` : 'none')
  const inWindow = (value: string) => (days ? value : '')
  return {
    bandwidth_limit: ['Bandwidth limit', limit(draft.bandwidth_limit)],
    'bandwidth_timetable.kept': ['Timetable', ''],
    'bandwidth_timetable.entries.0.days': ['Another limit at certain hours', days?.label ?? 'never'],
    'bandwidth_timetable.entries.0.from': ['From', inWindow(draft['bandwidth_timetable.entries.0.from'] || '–')],
    'bandwidth_timetable.entries.0.to': ['To', inWindow(draft['bandwidth_timetable.entries.0.to'] || '–')],
    'bandwidth_timetable.entries.0.bytes_per_second': [
      'Limit at these hours',
      inWindow(limit(draft['bandwidth_timetable.entries.0.bytes_per_second'])),
    ],
    'bandwidth_timetable.time_zone': [
      'Time zone of these hours',
      inWindow(draft['bandwidth_timetable.time_zone'] || 'UTC'),
    ],
  }
}
