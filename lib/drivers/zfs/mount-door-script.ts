/** Where root installs the script; the sudo rule names it with the prefix that it is good for. */
export const MOUNT_DOOR_PATH = '/usr/local/lib/zerfaux/mount-door'
export const MOUNT_DOOR_VERSION = 1

/**
 * All that a delegated user may do as root: mount and unmount filesystems below one prefix, and
 * export them to one host or network. Linux lets only root mount, whatever `zfs allow` says.
 * A mountpoint that someone set to elsewhere is refused, set-uid programs and devices do not count.
 */
export const MOUNT_DOOR_SCRIPT = `#!/bin/sh
# Zerfaux mount door: mounts and exports filesystems below one dataset, and does nothing else.
# Installed by root from Zerfaux' page "Prepare this appliance"; run through the sudo rule made with it.
set -fu
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
refuse() { printf 'zerfaux-mount-door ${MOUNT_DOOR_VERSION}: refused: %s\\n' "$1" >&2; exit 77; }
is_dataset() {
  case /$1/ in *[!A-Za-z0-9_.:/-]*|*//*|*/[!A-Za-z0-9]*) return 1;; esac
  [ "\${#1}" -le 200 ]
}
[ $# -ge 2 ] && is_dataset "$1" || refuse 'no valid prefix'
prefix=$1
shift
case $#:$1 in
  1:check) printf 'zerfaux-mount-door ${MOUNT_DOOR_VERSION} %s\\n' "$prefix"; exit 0;;
  2:mount|2:unmount|3:export|3:unexport) ;;
  *) refuse 'unknown request';;
esac
is_dataset "$2" || refuse 'not a dataset name'
case $2 in "$prefix"/?*) ;; *) refuse "outside of $prefix";; esac
at=$(zfs get -Hpo value -t filesystem mountpoint "$2") || exit
case $at in
  "/$2"|/srv/zerfaux/?*) ;;
  *) refuse "its mountpoint is $at, neither /$2 nor below /srv/zerfaux";;
esac
case $at in *[!A-Za-z0-9_.:/-]*|*/../*|*/..) refuse 'its mountpoint has a strange name';; esac
mounted=$(zfs get -Hpo value mounted "$2") || exit
case $1 in
  mount) [ "$mounted" = yes ] || exec zfs mount -o nosuid,nodev "$2"; exit 0;;
  unmount) [ "$mounted" = no ] || exec zfs unmount "$2"; exit 0;;
esac
case $3 in ''|[!A-Za-z0-9]*|*[!A-Za-z0-9._/-]*) refuse 'not a host or network';; esac
case $1 in
  export) [ "$mounted" = yes ] || refuse 'it is not mounted'
    exec exportfs -o rw,sync,no_root_squash,no_subtree_check "$3:$at";;
  unexport) exec exportfs -u "$3:$at";;
esac
`
