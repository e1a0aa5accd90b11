import { ZerfauxError } from '../../domain/errors.ts'
import { type DatasetName, Guid, SnapshotName } from '../../domain/zfs-names.ts'
import type { Bookmark, DatasetState, Encryption, Snapshot } from '../../domain/zfs-state.ts'
import { parseHolds, parseProperties, type Properties } from './parse-dataset-properties.ts'
import { splitParts } from './observe-script.ts'

/**
 * What became of one dataset in a listing. `torn`: it changed between the listing's parts, so they
 * do not belong together and it is to be read again.
 */
export type Sighting =
  | { readonly is: 'there'; readonly state: DatasetState }
  | { readonly is: 'absent' | 'pool_missing' | 'torn' }
  | { readonly is: 'refused'; readonly said: string }

/**
 * What the observe script printed. Snapshots and bookmarks whose names we could not say to a shell
 * (a space, a `%`) are left out: Zerfaux never made them and never touches them.
 *
 * @throws ZerfauxError `remote_rejected` for an answer that was cut short
 */
export function parseSightings(
  datasets: readonly DatasetName[],
  stdout: string,
  stderr: string,
): Map<DatasetName, Sighting> {
  const [own, list, holds, pools] = splitParts(stdout)
  if (own === undefined || list === undefined || holds === undefined || pools === undefined)
    throw unreadable(datasets.join(', '), 'a part is missing')
  const found = parseProperties(datasets, own)
  const rows = lines(list).map((line) => line.split('\t'))
  const tags = parseHolds(holds)
  const complaints = lines(stderr)
  const imported = new Set(lines(pools))
  const look = (dataset: DatasetName): Sighting => {
    const properties = found.get(dataset)
    if (properties === 'ambiguous') return { is: 'torn' }
    if (properties) return sightingOf(dataset, properties, rows, tags)
    if (complaints.includes(`cannot open '${dataset}': dataset does not exist`))
      return { is: imported.has(dataset.replace(/\/.*/, '')) ? 'absent' : 'pool_missing' }
    return { is: 'refused', said: stderr }
  }
  return new Map(datasets.map((dataset) => [dataset, look(dataset)]))
}

function sightingOf(
  dataset: DatasetName,
  properties: Properties,
  rows: readonly string[][],
  tags: Map<string, string[]>,
): Sighting {
  const value = (name: string) => {
    const found = properties.get(name)
    if (found === undefined) throw unreadable(dataset, `no property ${name}`)
    return found.value
  }
  const mine = rows.filter(([name]) => belongsTo(dataset, name ?? ''))
  const itself = mine.find(([name]) => name === dataset)
  const heldOf = ([name = '', , , , , , , references = '']: string[]) => (/^[1-9]/.test(references) ? [name] : [])
  if (itself?.[1] !== value('guid') || !mine.flatMap(heldOf).every((name) => tags.has(name))) return { is: 'torn' }
  const token = properties.get('receive_resume_token')?.value ?? '-'
  const mountpoint = value('mountpoint')
  return {
    is: 'there',
    state: {
      dataset,
      guid: Guid.parse(value('guid')),
      readonly: value('readonly') === 'on',
      mounted: value('mounted') === 'yes',
      origin: orNull(properties.get('origin')?.value),
      mountpoint: mountpoint.startsWith('/') ? mountpoint : null,
      atime: value('atime') === 'on',
      encryption: encryptionOf(properties),
      children: mine.flatMap(([name = '']) => (/^[^@#]*$/.test(name) && name !== dataset ? [name] : [])),
      written: bytes(value('written')),
      used: bytes(value('used')),
      available: bytes(value('available')),
      receiveResumeToken: token === '-' ? null : token,
      properties: ownProperties(properties),
      snapshots: mine.flatMap((row) => snapshotFrom(dataset, row, tags)).toSorted(oldestFirst),
      bookmarks: mine.flatMap((row) => bookmarkFrom(dataset, row)).toSorted(oldestFirst),
    },
  }
}

function belongsTo(dataset: DatasetName, name: string): boolean {
  if (!name.startsWith(dataset)) return false
  const rest = name.slice(dataset.length)
  return rest === '' || rest.startsWith('@') || rest.startsWith('#') || /^\/[^/@#]+$/.test(rest)
}

function encryptionOf(properties: Properties): Encryption | null {
  const cipher = properties.get('encryption')?.value ?? 'off'
  if (cipher === 'off') return null
  return {
    cipher,
    root: properties.get('encryptionroot')?.value ?? '-',
    keyAvailable: properties.get('keystatus')?.value === 'available',
  }
}

function ownProperties(properties: Properties): Record<string, string> {
  const own = [...properties].filter(([name, { source }]) => name.startsWith('zfx:') && source === 'local')
  return Object.fromEntries(own.map(([name, { value }]) => [name, value]))
}

function snapshotFrom(dataset: DatasetName, row: string[], tags: Map<string, string[]>): Snapshot[] {
  const [fullName = '', guid, createTxg, creation, written, used, referenced, , clones = '-'] = row
  const name = nameAfter(dataset, '@', fullName)
  if (name === null) return []
  return [
    {
      name,
      guid: Guid.parse(guid),
      createTxg: Number(createTxg),
      creation: Number(creation),
      written: bytes(written),
      used: bytes(used),
      referenced: bytes(referenced),
      holds: tags.get(fullName) ?? [],
      clones: clones === '-' || clones === '' ? [] : clones.split(','),
    },
  ]
}

function bookmarkFrom(dataset: DatasetName, row: string[]): Bookmark[] {
  const [fullName = '', guid, createTxg] = row
  const name = nameAfter(dataset, '#', fullName)
  return name === null ? [] : [{ name, guid: Guid.parse(guid), createTxg: Number(createTxg) }]
}

function nameAfter(dataset: DatasetName, separator: '@' | '#', fullName: string): SnapshotName | null {
  const prefix = `${dataset}${separator}`
  if (!fullName.startsWith(prefix)) return null
  const parsed = SnapshotName.safeParse(fullName.slice(prefix.length))
  return parsed.success ? parsed.data : null
}

/** ZFS prints a dash for what is not there. */
export function orNull(text: string | undefined): string | null {
  return text === undefined || text === '-' || text === '' ? null : text
}

function bytes(text: string | undefined): number {
  return text === undefined || text === '-' ? 0 : Number(text)
}

function oldestFirst(a: { readonly createTxg: number }, b: { readonly createTxg: number }): number {
  return a.createTxg - b.createTxg
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function unreadable(dataset: string, found: string): ZerfauxError {
  return new ZerfauxError('remote_rejected', `The state of ${dataset} could not be read: ${found}`)
}
