#!/bin/bash
# Builds the OpenZFS kernel modules against the kernel they will run on, in a throw-away chroot.
# Product: $OUT (a directory) with vmlinuz and modules/ (a lib/modules tree of only what is loaded).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/build-lib.sh"
: "${OUT:?}"

root=$WORK/root
base_root "$root"

step "kernel $KERNEL_VERSION, headers, toolchain"
in_root "$root" apt-get -qy install \
  "linux-image-cloud-amd64=$KERNEL_VERSION" "linux-headers-cloud-amd64=$KERNEL_VERSION" \
  dkms build-essential file lsb-release kmod
kernel=$(basename "$root"/lib/modules/*cloud-amd64)

step "OpenZFS $ZFS_VERSION against $kernel"
in_root "$root" apt-get -qy -t "$SUITE-backports" install "zfs-dkms=$ZFS_VERSION"
in_root "$root" modinfo -k "$kernel" -F version zfs

step "pack"
mkdir -p "$OUT/modules/$kernel"
cp "$root/boot/vmlinuz-$kernel" "$OUT/vmlinuz"
cp "$root/lib/modules/$kernel"/modules.{order,builtin,builtin.modinfo} "$OUT/modules/$kernel/"
for file in $(module_files "$root" "$kernel" $MODULES); do
  copy=$OUT/modules/${file#"$root"/lib/modules/}
  mkdir -p "$(dirname "$copy")"
  cp "$file" "$copy"
  strip --strip-debug "$copy"
done
step "done"
