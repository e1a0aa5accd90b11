import type { ZfsChange } from '../../domain/zfs-state.ts'
import { shellQuote } from './shell-quote.ts'

export type Destroy = Extract<ZfsChange, { do: 'destroy_snapshot' }>

/** As many as one command takes, and one refusal holds up. */
const TOGETHER = 100

/**
 * Destroys many snapshots of a dataset by one command, after reading all their guids by one. Where
 * any is not what it should be, is refused or is gone, it changes nothing, puts the holds back, and
 * the careful way goes through them one by one and says which it is.
 */
export const DESTROY_MANY = `
tab=$(printf '\\t')
nl='
'
destroy_many() {
  of=$1; shift; wanted=$*; names=; list=; released=
  while [ $# -gt 0 ]; do names="$names $of@$1"; list="$list,$1"; shift 3; done
  seen=$nl$(zfs get -Hpo name,value guid $names 2>/dev/null)$nl
  set -- $wanted
  while [ $# -gt 0 ]; do
    case $seen in *"$nl$of@$1$tab$2$nl"*) shift 3;; *) return 1;; esac
  done
  set -- $wanted
  while [ $# -gt 0 ]; do
    [ "$3" = - ] || { try zfs release "$3" "$of@$1" && released="$released $3 $of@$1"; }
    shift 3
  done
  try zfs destroy "$of@\${list#,}" && return
  set -- $released
  while [ $# -gt 0 ]; do zfs hold "$1" "$2" >/dev/null 2>&1; shift 2; done
  return 1
}
`

export function destroyMany(changes: readonly Destroy[]): string {
  const words = changes.flatMap(({ snapshot, guid, releasing }) => [snapshot, guid, releasing ?? '-'])
  return shellQuote(['destroy_many', changes[0]?.dataset ?? '', ...words])
}

/** Runs of destroys of one dataset, each as long as may go together; everything else stands alone. */
export function runsOf(changes: readonly ZfsChange[]): ZfsChange[][] {
  const runs: ZfsChange[][] = []
  for (const change of changes) {
    const last = runs.at(-1)
    const before = last?.[0]
    const joins =
      change.do === 'destroy_snapshot' &&
      before?.do === 'destroy_snapshot' &&
      before.dataset === change.dataset &&
      (last?.length ?? 0) < TOGETHER
    if (last && joins) last.push(change)
    else runs.push([change])
  }
  return runs
}
