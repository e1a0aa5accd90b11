import { ZerfauxError } from '../../domain/errors.ts'
import { DatasetName, Guid, HoldTag, SnapshotName } from '../../domain/zfs-names.ts'
import { isBare, type HeldSnapshot, type PartialReceive, type SurveyedDataset } from '../../domain/zfs-survey.ts'
import { parseHolds } from './parse-dataset-properties.ts'
import { splitSurvey } from './survey-script.ts'

/** What the survey script printed. Datasets without anything of ours are left out, and so are names that we never give. */
export function parseSurvey(root: DatasetName, stdout: string): SurveyedDataset[] {
  const [datasets = '', properties = '', held = '', holds = '', bookmarks = '', partials] = splitSurvey(stdout)
  if (partials === undefined)
    throw new ZerfauxError('remote_rejected', `What lies below ${root} could not be read: a part is missing`)
  const tags = parseHolds(holds)
  const found: Found = {
    properties: byDataset(properties, ([dataset = '', name = '', ...value]) => [dataset, [name, value.join('\t')]]),
    snapshots: byDataset(held, (row) => heldSnapshot(row, tags)),
    bookmarks: byDataset(bookmarks, bookmark),
    partials: byDataset(partials, ([dataset = '', ...rest]) => [dataset, rest]),
  }
  return rowsOf(datasets)
    .flatMap((row) => surveyedDataset(row, found))
    .filter((each) => !isBare(each))
}

type Found = {
  readonly properties: ReadonlyMap<string, readonly [string, string][]>
  readonly snapshots: ReadonlyMap<string, readonly HeldSnapshot[]>
  readonly bookmarks: ReadonlyMap<string, SurveyedDataset['bookmarks']>
  readonly partials: ReadonlyMap<string, readonly string[][]>
}

function surveyedDataset(row: readonly string[], found: Found): SurveyedDataset[] {
  const [name = '', guid, used, usedByChildren, origin = '-', token = '-'] = row
  const dataset = DatasetName.safeParse(name)
  if (!dataset.success) return []
  const own = Number(used) - Number(usedByChildren)
  return [
    {
      dataset: dataset.data,
      guid: Guid.parse(guid),
      used: own,
      origin: origin === '-' || origin === '' ? null : origin,
      properties: Object.fromEntries(found.properties.get(name) ?? []),
      partialReceive: token === '-' || token === '' ? null : partialReceive(token, own, found.partials.get(name)?.[0]),
      snapshots: found.snapshots.get(name) ?? [],
      bookmarks: found.bookmarks.get(name) ?? [],
    },
  ]
}

/** An increment that broke off lies in a hidden dataset beside; a first copy is the dataset itself. */
function partialReceive(token: string, own: number, [used = '', toName = '']: readonly string[] = []): PartialReceive {
  return { token, toName: toName === '' ? null : toName, used: used === '' ? own : Number(used) }
}

function heldSnapshot([fullName = '', guid, used]: readonly string[], tags: ReadonlyMap<string, string[]>) {
  const [dataset = '', rest] = fullName.split('@')
  const name = SnapshotName.safeParse(rest)
  const holds = (tags.get(fullName) ?? []).flatMap((tag) => HoldTag.safeParse(tag).data ?? [])
  if (!name.success || holds.length === 0) return null
  return [dataset, { name: name.data, guid: Guid.parse(guid), used: Number(used), holds }] as const
}

function bookmark([fullName = '', guid]: readonly string[]) {
  const [dataset = '', rest] = fullName.split('#')
  const name = SnapshotName.safeParse(rest)
  return name.success ? ([dataset, { name: name.data, guid: Guid.parse(guid) }] as const) : null
}

function byDataset<Item>(
  text: string,
  read: (row: readonly string[]) => readonly [dataset: string, item: Item] | null,
): Map<string, Item[]> {
  const items = new Map<string, Item[]>()
  for (const row of rowsOf(text)) {
    const [dataset, item] = read(row) ?? []
    if (dataset === undefined || item === undefined) continue
    const known = items.get(dataset)
    if (known) known.push(item)
    else items.set(dataset, [item])
  }
  return items
}

function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}
