import { ZerfauxError } from '../../domain/errors.ts'
import { remoteScript } from './remote-script.ts'

export type TransferSide = 'send' | 'recv'

/** The name that the processes of a transfer carry, so that any later process of ours finds them. */
export function transferMarker(side: TransferSide, transferId: string): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(transferId))
    throw new ZerfauxError('invalid_input', 'A transfer’s id consists of letters, digits and -')
  return `zfx-${side}-${transferId}`
}

/**
 * Ends whatever carries a marker, by whole process groups but never the caller's own: asks, after
 * 3 s kills, and waits until it is gone. Only then is a resume token readable. Processes are found
 * by what they are called, not by a recorded pid, which may belong to someone else by now. The
 * pattern comes on stdin: as an argument it would find the search itself.
 */
export const END_TRANSFER = `
group_of() { read -r stat < "$1/stat" && stat=\${stat##*) } && set -- $stat && printf '%s' "$3"; }
end_transfer() {
  own=$(group_of /proc/$$)
  for round in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39; do
    groups=
    for file in $(printf '%s\\n' "$1" | grep -lszxF -f - /proc/[0-9]*/cmdline); do
      group=$(group_of "\${file%/cmdline}" 2>/dev/null)
      case " $own $groups " in *" $group "*) ;; *) groups="$groups $group";; esac
    done
    [ -n "$groups" ] || return 0
    [ "$round" -lt 15 ] && signal=TERM || signal=KILL
    for group in $groups; do kill -s "$signal" -- "-$group" 2>/dev/null; done
    sleep 0.2
  done
  return 1
}
`

/** Exit status 1: something carries the marker still. */
export function endTransferCommand(side: TransferSide, transferId: string): string {
  return remoteScript('sh', 'zfx-end', `${END_TRANSFER}\nend_transfer ${transferMarker(side, transferId)}`)
}
