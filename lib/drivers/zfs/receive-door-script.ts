import { END_TRANSFER } from './end-transfer-script.ts'

/** Raised with each change of the script; an appliance that holds another one is told so. */
export const DOOR_VERSION = 1

/** Exit status of what is not allowed. */
export const DOOR_REFUSED = 77

/**
 * All that the receive key can do on an appliance. sshd starts it with the allowed prefix and puts
 * the wish of whoever signed in into SSH_ORIGINAL_COMMAND; it is compared word by word and never
 * evaluated. A root on the source may send any wish and any stream:
 *
 * - options of `zfs receive` stand here, none can be asked for, and `-F` is not among them;
 * - a stream's first record must be that of a single snapshot: packages (`send -R`, `-p`) carry
 *   properties and renames of what is already there, so they are refused unread;
 * - the environment is made anew.
 *
 * The second time, it runs under the transfer's marker, by which any later process of ours finds
 * and ends exactly it. The header is read byte by byte: what is read too much is lost to `zfs`.
 */
export const DOOR_SCRIPT = `#!/bin/sh
# Zerfaux receive door: receives replication streams below one dataset, and does nothing else.
# Installed by root from Zerfaux' page "Prepare this appliance"; used by authorized_keys as forced command.
set -fu
version=${DOOR_VERSION}
LC_ALL=C
TZ=UTC
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset IFS
export LC_ALL TZ PATH
refuse() { printf 'zerfaux-door %s: refused: %s\\n' "$version" "$1" >&2; exit ${DOOR_REFUSED}; }
lacks() { printf 'zerfaux-door %s: lacks %s\\n' "$version" "$1" >&2; exit 78; }
has() { command -v "$1" >/dev/null 2>&1; }
is_dataset() {
  case /$1/ in *[!A-Za-z0-9_.:/-]*|*//*|*/[!A-Za-z0-9]*) return 1;; esac
  [ "\${#1}" -le 200 ]
}

[ $# -ge 1 ] && is_dataset "$1" || refuse 'the authorized key names no valid prefix'
prefix=$1
request=\${2-\${SSH_ORIGINAL_COMMAND-}}
case $request in
  '') refuse 'this key has no shell';;
  *[!A-Za-z0-9_.:/\\ -]*) refuse 'only words can be asked';;
esac
[ "\${#request}" -le 400 ] || refuse 'too long'
asked=$#
own_path=$0
set -- $request
[ "\${1-}" = zfx-receive ] || refuse 'this key can only receive'

case $#:\${2-} in
  2:check)
    printf 'zerfaux-receive-door %s\\nprefix %s\\nuser %s\\n' "$version" "$prefix" "$(id -un)"
    for tool in zfs zstd mbuffer; do has "$tool" && printf 'has %s\\n' "$tool"; done
    exit 0;;
  5:receive) id=$3 dataset=$4 wire=$5;;
  *) refuse 'unknown request';;
esac
case $id in ''|*[!A-Za-z0-9-]*) refuse 'not a transfer id';; esac
[ "\${#id}" -le 64 ] || refuse 'not a transfer id'
is_dataset "$dataset" || refuse 'not a dataset name'
case $dataset in "$prefix"/?*) ;; *) refuse "outside of $prefix";; esac
case $wire in plain|zstd) ;; *) refuse 'unknown wire format';; esac

[ "$asked" -gt 1 ] ||
  exec env -i LC_ALL=C TZ=UTC PATH="$PATH" HOME=/ /bin/sh "$own_path" "$prefix" "$request" "zfx-recv-$id"

has zfs || lacks zfs
[ "$wire" = plain ] || has zstd || lacks zstd
pump=cat
buffer=
has mbuffer && buffer='mbuffer -q -s 128k -m 32M'
[ "$wire" = zstd ] || pump=\${buffer:-cat}

set +f
${END_TRANSFER}
end_transfer "zfx-recv-$id" || { echo 'zerfaux: an earlier attempt does not end' >&2; exit 1; }
set -f
say_process recv

receive() {
  set -- $(dd bs=1 count=312 2>/dev/null | od -An -v -to1)
  [ $# -eq 312 ] || { echo 'cannot receive: failed to read from stream' >&2; exit 1; }
  case "$1 $2 $3 $4 $9 \${10} \${11} \${12} \${13} \${14} \${15} \${16}" in
    '000 000 000 000 254 313 272 365 002 000 000 000') kind=\${17};;
    '000 000 000 000 000 000 000 002 365 272 313 254') kind=\${24};;
    *) refuse 'this is no stream of zfs send';;
  esac
  case $kind in *[15]) ;; *) refuse 'a package of several snapshots or properties (send -R, -p) is not received';; esac
  escaped=
  for byte do escaped="$escaped\\\\$byte"; done
  { printf "$escaped"; exec $pump; } |
    zfs receive -s -u -x mountpoint -x sharenfs -o readonly=on -o canmount=noauto -o atime=off "$dataset"
}
case $wire in
  plain) receive;;
  zstd) if [ -n "$buffer" ]; then $buffer | zstd -dcq | receive; else zstd -dcq | receive; fi;;
esac || exit
# A delegated user's receive goes well without leave to set properties, and leaves them as they were.
[ "$(id -u)" -eq 0 ] || [ "$(zfs get -Hpo value readonly,canmount,atime "$dataset" | tr '\\n' ' ')" = 'on noauto off ' ] ||
  { echo 'zerfaux: cannot set readonly, canmount and atime: permission denied' >&2; exit 4; }
`
