import { ZerfauxError } from '../../domain/errors.ts'
import { remoteScript } from './remote-script.ts'
import type { RecordedProcess, TransferSide } from './transfer-report.ts'

/** The name that the processes of a transfer carry, so that any later process of ours finds them. */
export function transferMarker(side: TransferSide, transferId: string): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(transferId))
    throw new ZerfauxError('invalid_input', 'A transfer’s id consists of letters, digits and -')
  return `zfx-${side}-${transferId}`
}

/**
 * Ends a transfer's processes, by whole process groups but never the caller's own: asks, after 3 s
 * kills, and waits until they are gone. Only then is a resume token readable.
 *
 * With a record, they are the group of the process that was recorded where it was begun, if pid and
 * start time are still both the same and it carries the marker; or what that process has left behind
 * in its group, whose number nobody else can get meanwhile. An attempt that failed late must not end
 * its successor. Without a record, they are whatever carries the marker: a worker that died has taken
 * its records along. A group is followed until it is empty: who carries the marker may go first, and
 * leave a frozen one behind. The pattern comes on stdin: as an argument it would find the search itself.
 */
export const END_TRANSFER = `
field_of() { read -r stat < "$1/stat" && field=$2 && stat=\${stat##*) } && set -- $stat && shift "$field" && printf '%s' "$1"; }
group_of() { field_of "$1" 2; }
say_process() { printf 'zfx-process %s %s %s\\n' "$1" "$$" "$(field_of /proc/$$ 19)" >&2; }
living() { awk -v groups=" $1 " '{ sub(/^.*\\) /, "") } $1 != "Z" && index(groups, " " $3 " ") { print $3 }' | sort -u | tr '\\n' ' '; }
end_transfer() {
  own=$(group_of /proc/$$)
  groups=
  # Gone, or ended and not reaped yet.
  [ -z "\${2-}" ] || case "$(field_of "/proc/$2" 19 2>/dev/null) $(field_of "/proc/$2" 0 2>/dev/null)" in ' '|"$3 Z") groups=" $2";; esac
  for round in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39; do
    recorded=
    [ -n "\${2-}" ] && [ "$(field_of "/proc/$2" 19 2>/dev/null)" = "$3" ] &&
      printf '%s\\n' "$1" | grep -qszxF -f - "/proc/$2/cmdline" && recorded=/proc/$2/cmdline
    [ -n "\${2-}" ] || recorded=$(printf '%s\\n' "$1" | grep -lszxF -f - /proc/[0-9]*/cmdline)
    for file in $recorded; do
      group=$(group_of "\${file%/cmdline}" 2>/dev/null)
      case " $own $groups " in *" $group "*) ;; *) groups="$groups $group";; esac
    done
    [ -n "$groups" ] || return 0
    groups=$(cat /proc/[0-9]*/stat 2>/dev/null | living "$groups")
    [ -n "$groups" ] || return 0
    [ "$round" -lt 15 ] && signal=TERM || signal=KILL
    for group in $groups; do kill -s "$signal" -- "-$group" 2>/dev/null; done
    sleep 0.2
  done
  return 1
}
`

/** Exit status 1: something of it is there still. */
export function endTransferCommand(side: TransferSide, transferId: string, recorded?: RecordedProcess): string {
  const process = recorded ? ` ${recorded.pid} ${recorded.startTicks}` : ''
  return remoteScript('sh', 'zfx-end', `${END_TRANSFER}\nend_transfer ${transferMarker(side, transferId)}${process}`)
}
