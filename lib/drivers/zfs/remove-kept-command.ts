import type { DatasetName } from '../../domain/zfs-names.ts'
import { shellQuote } from './shell-quote.ts'

/**
 * For a person, as root on the appliance: never run by us. Holds that belong to nobody else go first,
 * so a legal hold, a clone or a child still stops it.
 */
export function removeKeptCommand(dataset: DatasetName): string {
  const list = shellQuote(['zfs', 'list', '-Ho', 'name', '-t', 'snapshot', '-d', '1', dataset])
  const release = `while read -r snapshot tag _; do case $tag in zfx:point:*|zfx:branch:*) zfs release "$tag" "$snapshot";; esac; done`
  return `${list} | xargs -r zfs holds -H | ${release}; ${shellQuote(['zfs', 'destroy', '-r', dataset])}`
}
