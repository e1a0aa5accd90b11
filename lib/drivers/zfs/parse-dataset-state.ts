import { ZerfauxError } from '../../domain/errors.ts'
import { type DatasetName, Guid, SnapshotName } from '../../domain/zfs-names.ts'
import type { Bookmark, DatasetState, Snapshot } from '../../domain/zfs-state.ts'
import { splitParts } from './observe-script.ts'

/**
 * What the observe script printed. Snapshots and bookmarks whose names we could not say to a shell
 * (a space, a `%`) are left out: Zerfaux never made them and never touches them.
 */
export function parseDatasetState(dataset: DatasetName, stdout: string): DatasetState {
  const [own, list, holds] = splitParts(stdout)
  if (own === undefined || list === undefined || holds === undefined) throw unreadable(dataset, 'a part is missing')
  const properties = parseProperties(own)
  const value = (name: string) => {
    const found = properties.get(name)
    if (found === undefined) throw unreadable(dataset, `no property ${name}`)
    return found.value
  }
  const token = properties.get('receive_resume_token')?.value ?? '-'
  const rows = lines(list).map((line) => line.split('\t'))
  const tags = parseHolds(holds)
  return {
    dataset,
    guid: Guid.parse(value('guid')),
    readonly: value('readonly') === 'on',
    mounted: value('mounted') === 'yes',
    written: bytes(value('written')),
    used: bytes(value('used')),
    available: bytes(value('available')),
    receiveResumeToken: token === '-' ? null : token,
    properties: ownProperties(properties),
    snapshots: rows.flatMap((row) => snapshotFrom(dataset, row, tags)).toSorted(oldestFirst),
    bookmarks: rows.flatMap((row) => bookmarkFrom(dataset, row)).toSorted(oldestFirst),
  }
}

type Property = { readonly value: string; readonly source: string }

/** The first of a name counts: ZFS' own come first, and a user property's value may hold line breaks. */
function parseProperties(text: string): Map<string, Property> {
  const properties = new Map<string, Property>()
  for (const line of lines(text)) {
    const [name, ...rest] = line.split('\t')
    const source = rest.pop()
    if (name === undefined || source === undefined || rest.length === 0 || properties.has(name)) continue
    properties.set(name, { value: rest.join('\t'), source })
  }
  return properties
}

function ownProperties(properties: Map<string, Property>): Record<string, string> {
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

/** `name<tab>tag<tab>date`, one line a hold. */
export function parseHolds(text: string): Map<string, string[]> {
  const tags = new Map<string, string[]>()
  for (const line of lines(text)) {
    const [name, tag] = line.split('\t')
    if (name === undefined || tag === undefined) continue
    tags.set(name, [...(tags.get(name) ?? []), tag])
  }
  return tags
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

function unreadable(dataset: DatasetName, found: string): ZerfauxError {
  return new ZerfauxError('remote_rejected', `The state of ${dataset} could not be read: ${found}`)
}
