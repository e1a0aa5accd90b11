import type { ZfsChange } from '../../domain/zfs-state.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import { DESTROY_MANY, destroyMany, runsOf } from './destroy-many.ts'
import { OBSERVE_SCRIPT } from './observe-script.ts'
import { MARK, remoteScript } from './remote-script.ts'
import { shellQuote } from './shell-quote.ts'

// Linux takes no argument over 128 KiB, and the whole script is one.
const MAX_SCRIPT = 90_000

/**
 * `n` is the number of the change that is carried out; `out` what its command said.
 * - `but "words"`: a refusal in these words means that it is so already.
 * - `all_there`: a snapshot's name is taken, which is fine where every dataset has it.
 * - `sender`: what sends the snapshot; ZFS says of everything only that it is busy (failure-modes row 6).
 */
export const applyFunctions = `
refuse() { printf '\\036%s\\n%s\\n' "$n" "$out"; exit 1; }
try() { out=$("$@" 2>&1 </dev/null); }
but() { for words do case $out in *"$words"*) return 0;; esac; done; refuse; }
guid() { zfs get -Hpo value guid "$@" 2>&1; }
all_there() { but 'already exists'; zfs list -Ho name "$@" >/dev/null 2>&1 || refuse; }
same_guid() {
  but 'bookmark exists'
  [ "$(guid "$1")" = "$(guid "$2")" ] || { out="zerfaux: bookmark $2 has guid $(guid "$2"), not $(guid "$1")"; refuse; }
}
sender() {
  for f in $(grep -laF "$1" /proc/[0-9]*/cmdline 2>/dev/null); do
    case $({ tr '\\0' ' ' <"$f"; } 2>/dev/null) in 'zfs send '*) echo "$f" | cut -d / -f 3;; esac
  done
}
destroy_snapshot() {
  try guid "$1" || { but 'does not exist'; return; }
  [ "$out" = "$2" ] || { out="zerfaux: snapshot $1 has guid $out, not $2"; refuse; }
  [ -z "$3" ] || try zfs release "$3" "$1" || but 'no such tag'
  try zfs destroy "$1" && return
  case $out in *'could not find any snapshots'*) return;; esac
  out="$out
zerfaux: holds $(zfs holds -H "$1" 2>&1 | cut -f 2 | tr '\\n' ' ')
zerfaux: clones $(zfs get -Hpo value clones "$1" 2>&1)
zerfaux: mounted at $(awk -v n="$1" '$1 == n { print $2 }' /proc/self/mounts | tr '\\n' ' ')
zerfaux: sent by process $(sender "$1" | tr '\\n' ' ')"
  [ -z "$3" ] || zfs hold "$3" "$1" >/dev/null 2>&1
  refuse
}
not_that() { out="zerfaux: dataset $1 $2"; refuse; }
rename_dataset() {
  if try guid "$2"; then [ "$out" = "$3" ] && return; not_that "$2" "has guid $out, not $3"; fi
  but 'does not exist'
  try guid "$1" || refuse
  [ "$out" = "$3" ] || not_that "$1" "has guid $out, not $3"
  try zfs rename -u "$1" "$2" || refuse
}
origin() { zfs get -Hpo value origin "$1" 2>&1; }
clone_of() {
  new=$1 of=$2 as=$3 guid=$4
  shift 4
  if try origin "$new"; then
    [ "$out" = "$of@$as" ] && [ "$(guid "$out")" = "$guid" ] && return
    [ "$(origin "$of")" = "$new@$as" ] && [ "$(guid "$new@$as")" = "$guid" ] && return
    not_that "$new" "is there, and is no clone of $of@$as"
  fi
  but 'does not exist'
  try guid "$of@$as" || refuse
  [ "$out" = "$guid" ] || { out="zerfaux: snapshot $of@$as has guid $out, not $guid"; refuse; }
  try zfs clone "$@" "$of@$as" "$new" || refuse
}
promote() {
  if try guid "$1@$2"; then [ "$out" = "$3" ] && return; out="zerfaux: snapshot $1@$2 has guid $out, not $3"; refuse; fi
  but 'does not exist'
  try origin "$1" || refuse
  [ "$out" != - ] && [ "$(guid "$out")" = "$3" ] || not_that "$1" "is no clone of @$2 with guid $3"
  try zfs promote "$1" || refuse
}
${DESTROY_MANY}`

type ApplyCommand = { readonly first: number; readonly command: string }

/** Scripts that carry out the changes in order, each with the number of its first change. The last may look afterwards. */
export function applyCommands(changes: readonly ZfsChange[], thenObserve: readonly DatasetName[] = []): ApplyCommand[] {
  const scripts: { first: number; text: string }[] = []
  let index = 0
  for (const run of runsOf(changes)) {
    const last = scripts.at(-1)
    const text = runLines(run, index - (last?.first ?? 0))
    if (last && last.text.length + text.length < MAX_SCRIPT) last.text += text
    else scripts.push({ first: index, text: runLines(run, 0) })
    index += run.length
  }
  const look = thenObserve.length === 0 ? '' : OBSERVE_SCRIPT
  return scripts.map(({ first, text }, index) => {
    const last = index === scripts.length - 1
    return {
      first,
      command: remoteScript('sh', 'zfx-apply', applyFunctions + text + (last ? look : ''), last ? thenObserve : []),
    }
  })
}

/** Numbered from `first` on. Snapshots that go together are tried together. */
function runLines(run: readonly ZfsChange[], first: number): string {
  const lines = run.map((change, index) => `n=${first + index}; ${changeLine(change)}\n`).join('')
  const destroys = run.flatMap((change) => (change.do === 'destroy_snapshot' ? [change] : []))
  return destroys.length > 1 ? `${destroyMany(destroys)} || {\n${lines}}\n` : lines
}

/** Null where nothing was refused. `change` counts from the script's first. */
export function parseRefusal(stdout: string): { readonly change: number; readonly said: string } | null {
  const at = stdout.lastIndexOf(MARK)
  if (at < 0) return null
  const [number = '', ...said] = stdout.slice(at + 1).split('\n')
  return { change: Number(number), said: said.join('\n').trim() }
}

/** All of them, numbered from 0. */
export function changeLines(changes: readonly ZfsChange[]): string {
  let next = 0
  return runsOf(changes)
    .map((run) => {
      const first = next
      next += run.length
      return runLines(run, first)
    })
    .join('')
}

/** One change as a line of shell; every word of it passes through the one quoting function. */
function changeLine(change: ZfsChange): string {
  switch (change.do) {
    case 'snapshot': {
      const names = change.datasets.map((dataset) => `${dataset}@${change.name}`)
      return `${attempt('zfs', 'snapshot', ...assignments(change.properties, '-o'), ...names)} || ${shellQuote(['all_there', ...names])}`
    }
    case 'hold':
      return `${attempt('zfs', 'hold', change.tag, `${change.dataset}@${change.snapshot}`)} || but 'tag already exists'`
    case 'release':
      return `${attempt('zfs', 'release', change.tag, `${change.dataset}@${change.snapshot}`)} || but 'no such tag' 'dataset does not exist'`
    case 'bookmark': {
      const names = [`${change.dataset}@${change.snapshot}`, `${change.dataset}#${change.name}`]
      return `${attempt('zfs', 'bookmark', ...names)} || ${shellQuote(['same_guid', ...names])}`
    }
    case 'destroy_bookmark':
      return `${attempt('zfs', 'destroy', `${change.dataset}#${change.name}`)} || but 'does not exist'`
    case 'destroy_snapshot':
      return shellQuote([
        'destroy_snapshot',
        `${change.dataset}@${change.snapshot}`,
        change.guid,
        ...(change.releasing === undefined ? [] : [change.releasing]),
      ])
    case 'abort_receive':
      return `${attempt('zfs', 'receive', '-A', change.dataset)} || but 'resumable receive state' 'dataset does not exist'`
    case 'create_parents': {
      const parents = parentsOf(change.dataset)
      const nearest = parents.at(-1)
      if (nearest === undefined) return ':'
      const create = parents.map(
        (parent) => `${attempt('zfs', 'create', '-o', 'canmount=off', parent)} || but 'already exists'`,
      )
      return `${shellQuote(['zfs', 'list', '-Ho', 'name', nearest])} >/dev/null 2>&1 || { ${create.join('; ')}; }`
    }
    case 'set_properties':
      return `${attempt('zfs', 'set', ...assignments(change.properties), change.dataset)} || refuse`
    case 'rename_dataset':
      return shellQuote(['rename_dataset', change.dataset, change.to, change.guid])
    case 'clone': {
      const { dataset, snapshot, guid } = change.origin
      return shellQuote(['clone_of', change.dataset, dataset, snapshot, guid, ...assignments(change.properties, '-o')])
    }
    case 'promote':
      return shellQuote(['promote', change.dataset, change.snapshot, change.guid])
    case 'clear_properties':
      return change.names
        .map((name) => `${attempt('zfs', 'inherit', name, change.dataset)} || but 'dataset does not exist'`)
        .join('; ')
  }
}

function attempt(...command: string[]): string {
  return shellQuote(['try', ...command])
}

function assignments(properties: Readonly<Record<string, string>>, flag?: string): string[] {
  return Object.entries(properties).flatMap(([name, value]) => [
    ...(flag === undefined ? [] : [flag]),
    `${name}=${value}`,
  ])
}

/** Without the pool itself, which nobody can create here. */
function parentsOf(dataset: string): string[] {
  const parts = dataset.split('/')
  return parts.slice(0, -1).flatMap((_, depth) => (depth === 0 ? [] : [parts.slice(0, depth + 1).join('/')]))
}
