import type { DatasetName } from '../../domain/zfs-names.ts'
import { MARK, remoteScript } from './remote-script.ts'

export const LIST_COLUMNS = [
  'name',
  'guid',
  'createtxg',
  'creation',
  'written',
  'used',
  'referenced',
  'userrefs',
  'clones',
] as const

/**
 * Three processes however many datasets there are: `zfs` passes over absent ones and says so on
 * stderr. `all` is the one way to learn of user properties. Holds are read only where there are
 * any. The last part tells an absent dataset from a pool that is not imported, of which ZFS says
 * the same.
 */
export const OBSERVE_SCRIPT = `
zfs get -Hp -o name,property,value,source all "$@"
status=$?
printf '\\036\\n'
list=$(zfs list -Hp -t filesystem,volume,snapshot,bookmark -d 1 -o ${LIST_COLUMNS.join(',')} "$@" 2>/dev/null)
printf '%s\\n\\036\\n' "$list"
held=$(printf '%s\\n' "$list" | awk -F '\\t' '$8 ~ /^[1-9]/ { print $1 }')
[ -z "$held" ] || printf '%s\\n' "$held" | tr '\\n' '\\0' | xargs -0 zfs holds -H 2>/dev/null
printf '\\036\\n'
[ $status = 0 ] || printf '%s\\n' "$@" | sed 's|/.*||' | sort -u | xargs zfs list -Ho name 2>/dev/null
true
`

/** Everything about some datasets in one round trip, in four parts. */
export function observeCommand(datasets: readonly DatasetName[]): string {
  return remoteScript('sh', 'zfx-observe', OBSERVE_SCRIPT, datasets)
}

export function splitParts(stdout: string): string[] {
  return stdout.split(`${MARK}\n`)
}
