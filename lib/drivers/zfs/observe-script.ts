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

/** Exit status for a pool that is not imported: ZFS says the same of it as of an absent dataset. */
export const POOL_MISSING = 9

// `all` is the one way to learn of user properties. Holds are read only where there are any, in batches.
export const OBSERVE_SCRIPT = `
zfs get -Hp -o property,value,source all "$1" || {
  status=$?
  zfs list -Ho name "\${1%%/*}" >/dev/null 2>&1 || exit ${POOL_MISSING}
  exit $status
}
printf '\\036\\n'
list=$(zfs list -Hp -t snapshot,bookmark -d 1 -o ${LIST_COLUMNS.join(',')} "$1") || exit
printf '%s\\n\\036\\n' "$list"
held=$(printf '%s\\n' "$list" | awk -F '\\t' '$8 ~ /^[1-9]/ { print $1 }')
[ -z "$held" ] || printf '%s\\n' "$held" | xargs zfs holds -H
`

/** Everything about one dataset in one round trip, in three parts. */
export function observeCommand(dataset: DatasetName): string {
  return remoteScript('sh', 'zfx-observe', OBSERVE_SCRIPT, [dataset])
}

export function splitParts(stdout: string): string[] {
  return stdout.split(`${MARK}\n`)
}
