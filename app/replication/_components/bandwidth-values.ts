import type { BandwidthTimetable } from '@/lib/domain/timetable'

const MIB = 1024 ** 2

type Bandwidth = { readonly bandwidthLimit: number | null; readonly bandwidthTimetable: BandwidthTimetable | null }

export const daysOfWindow = {
  every_day: { label: 'Every day', days: [0, 1, 2, 3, 4, 5, 6] },
  workdays: { label: 'Monday to Friday', days: [1, 2, 3, 4, 5] },
  weekend: { label: 'Saturday and Sunday', days: [0, 6] },
} as const

/** Under the API's own names, so that its errors find their field; rates in MiB/s. */
export const bandwidthFields = [
  'bandwidth_limit',
  'bandwidth_timetable.kept',
  'bandwidth_timetable.time_zone',
  'bandwidth_timetable.entries.0.days',
  'bandwidth_timetable.entries.0.from',
  'bandwidth_timetable.entries.0.to',
  'bandwidth_timetable.entries.0.bytes_per_second',
] as const
export type BandwidthValues = Partial<Record<(typeof bandwidthFields)[number], string>>

/** What the form shows. A timetable of other windows than one of its own kinds is kept as it is. */
export function bandwidthValues({ bandwidthLimit, bandwidthTimetable }: Bandwidth): BandwidthValues {
  const limit = { bandwidth_limit: inMib(bandwidthLimit) }
  if (!bandwidthTimetable || bandwidthTimetable.entries.length === 0) return limit
  const [entry, ...more] = bandwidthTimetable.entries
  const listed = entry?.days.toSorted((a, b) => a - b).join()
  const days = Object.entries(daysOfWindow).find(([, kind]) => kind.days.join() === listed)?.[0]
  if (!entry || days === undefined || more.length > 0)
    return { ...limit, 'bandwidth_timetable.kept': JSON.stringify(bandwidthTimetable) }
  return {
    ...limit,
    'bandwidth_timetable.time_zone': bandwidthTimetable.timeZone,
    'bandwidth_timetable.entries.0.days': days,
    'bandwidth_timetable.entries.0.from': entry.from,
    'bandwidth_timetable.entries.0.to': entry.to,
    'bandwidth_timetable.entries.0.bytes_per_second': inMib(entry.bytesPerSecond),
  }
}

/** And back, for the verb's own schema to judge: what is no number is passed on as it was typed. */
export function readBandwidth(values: BandwidthValues): { bandwidthLimit: unknown; bandwidthTimetable: unknown } {
  const bandwidthLimit = inBytes(values['bandwidth_limit'])
  const kept = values['bandwidth_timetable.kept']
  if (kept) return { bandwidthLimit, bandwidthTimetable: fromText(kept) }
  const kind = values['bandwidth_timetable.entries.0.days'] ?? ''
  if (kind === '') return { bandwidthLimit, bandwidthTimetable: null }
  const days = Object.entries(daysOfWindow).find(([name]) => name === kind)?.[1].days ?? []
  const entry = {
    days: [...days],
    from: values['bandwidth_timetable.entries.0.from']?.trim(),
    to: values['bandwidth_timetable.entries.0.to']?.trim(),
    bytesPerSecond: inBytes(values['bandwidth_timetable.entries.0.bytes_per_second']),
  }
  const timeZone = values['bandwidth_timetable.time_zone']?.trim() || 'UTC'
  return { bandwidthLimit, bandwidthTimetable: { timeZone, entries: [entry] } }
}

/** From a form that may hold other fields. */
export function bandwidthOfForm(data: FormData): ReturnType<typeof readBandwidth> {
  const text = (name: string) => {
    const value = data.get(name)
    return typeof value === 'string' ? value : ''
  }
  return readBandwidth(Object.fromEntries(bandwidthFields.map((name) => [name, text(name)])))
}

/** The other fields, which bear the API's own meaning too. */
export function withoutBandwidth(data: FormData): FormData {
  const rest = new FormData()
  for (const [name, value] of data) if (!bandwidthFields.some((field) => field === name)) rest.append(name, value)
  return rest
}

function inMib(bytes: number | null): string {
  return bytes === null ? '' : String(Math.round((bytes / MIB) * 1000) / 1000)
}

function inBytes(text = ''): unknown {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return null
  const mib = Number(trimmed)
  return Number.isNaN(mib) ? text : Math.round(mib * MIB)
}

function fromText(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
