#!/bin/bash
# Installs the appliance's user space in a chroot and slims it.
# Product: $OUT/root.tar.zst
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/build-lib.sh"
: "${OUT:?}"

root=$WORK/root
base_root "$root"

step "packages, OpenZFS $ZFS_VERSION"
in_root "$root" apt-get -qy -t "$SUITE-backports" install "zfsutils-linux=$ZFS_VERSION"
in_root "$root" apt-get -qy install \
  openssh-server sudo mbuffer zstd lz4 lzop pv pigz sanoid nfs-kernel-server nfs-common rpcbind \
  netcat-openbsd iproute2 procps psmisc kmod busybox-static openssl
in_root "$root" apt-get -qy clean

step "slim"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/log/* "$root"/etc/ssh/ssh_host_* \
  "$root"/usr/share/{doc,man,info,locale,lintian,bug,zoneinfo,i18n,bash-completion} \
  "$root"/usr/lib/x86_64-linux-gnu/gconv "$root"/usr/lib/systemd "$root"/usr/lib/udev/hwdb.d \
  "$root"/usr/share/perl/*/pod "$root"/usr/share/perl/*/unicore/lib \
  "$root"/etc/resolv.conf "$root"/usr/sbin/policy-rc.d

mkdir -p "$OUT"
tar -C "$root" --exclude='./dev/*' --exclude='./proc/*' -cpf - . | zstd -q -6 -T0 > "$OUT/root.tar.zst"
step "done"
