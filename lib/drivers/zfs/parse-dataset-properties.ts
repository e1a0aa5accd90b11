import type { DatasetName } from '../../domain/zfs-names.ts'

export type Properties = Map<string, { readonly value: string; readonly source: string }>

/**
 * `zfs get -o name,property,value,source all` of some datasets. A user property's value may hold
 * line breaks, and so play a line of its own dataset or of another. Within a dataset the first of a
 * name counts, since ZFS' own come first. Each dataset is one unbroken block that begins with
 * `type`; one that is not is `ambiguous`, and has to be read alone.
 */
export function parseProperties(
  datasets: readonly DatasetName[],
  text: string,
): Map<DatasetName, Properties | 'ambiguous'> {
  const asked = new Map<string, DatasetName>(datasets.map((dataset) => [dataset, dataset]))
  const found = new Map<DatasetName, Properties | 'ambiguous'>()
  let block: DatasetName | null = null
  for (const line of text.split('\n')) {
    const [name = '', property, ...rest] = line.split('\t')
    const dataset = asked.get(name)
    const source = rest.pop()
    if (dataset === undefined || property === undefined || source === undefined || rest.length === 0) continue
    const known = found.get(dataset)
    const begins = property === 'type'
    if (dataset !== block && (known !== undefined || !begins)) found.set(dataset, 'ambiguous')
    else if (dataset !== block) found.set(dataset, new Map())
    else if (begins && asked.size > 1) found.set(dataset, 'ambiguous')
    block = dataset
    const properties = found.get(dataset)
    if (properties === 'ambiguous' || properties?.has(property)) continue
    properties?.set(property, { value: rest.join('\t'), source })
  }
  return found
}

/** `name<tab>tag<tab>date`, one line a hold. */
export function parseHolds(text: string): Map<string, string[]> {
  const tags = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [name, tag] = line.split('\t')
    if (name === undefined || tag === undefined) continue
    tags.set(name, [...(tags.get(name) ?? []), tag])
  }
  return tags
}
