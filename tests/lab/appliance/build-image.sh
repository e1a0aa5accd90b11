#!/bin/bash
# Lays the packages, the modules and our own boot files together. Carries no key, password or host name:
# those come on a second disk (see identity.mjs), so the image can be shared and cached.
# Input: $MODULES_DIR $PACKAGES_DIR (the other two products). Product: $OUT with root.ext4 and initrd.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/build-lib.sh"
: "${OUT:?}" "${MODULES_DIR:?}" "${PACKAGES_DIR:?}"
mkdir -p "$OUT"

root=$WORK/root
mkdir -p "$root"
tar -C "$root" --zstd -xpf "$PACKAGES_DIR/root.tar.zst"
kernel=$(basename "$MODULES_DIR"/modules/*)
mkdir -p "$root/lib/modules"
cp -a "$MODULES_DIR/modules/$kernel" "$root/lib/modules/"
depmod -b "$root" "$kernel"

step "configure"
for user in repl replpw; do
  in_root "$root" useradd -m -s /bin/bash "$user"
done
# '*' is "no password", not "locked": a locked account could not sign in by key either.
in_root "$root" usermod -p '*' root
in_root "$root" usermod -p '*' repl
in_root "$root" usermod -p '*' replpw
install -D -m 644 "$here/guest/sshd_config" "$root/etc/ssh/sshd_config"
install -D -m 644 "$here/guest/inittab" "$root/etc/inittab"
install -D -m 755 "$here/guest/rc" "$root/lab/rc"
install -D -m 755 "$here/guest/rc.down" "$root/lab/rc.down"
install -D -m 644 "$here/guest/hosts" "$root/etc/hosts"
mkdir -p "$root/etc/modprobe.d" "$root/etc/zfs" "$root/var/pools" "$root/run" "$root/tmp" "$root/var/lib/nfs"
: > "$root/etc/exports"
echo 'options zfs zfs_arc_max=134217728' > "$root/etc/modprobe.d/zfs.conf"
for name in init poweroff reboot halt; do ln -sf /bin/busybox "$root/sbin/$name"; done

step "initrd"
initrd=$WORK/initrd
mkdir -p "$initrd"/{bin,dev,proc,sys,mnt,modules}
cp "$root/bin/busybox" "$initrd/bin/"
ln -s busybox "$initrd/bin/sh"
install -m 755 "$here/guest/initrd-init" "$initrd/init"
for file in $(module_files "$root" "$kernel" virtio_pci virtio_blk crc32c_generic); do
  cp "$file" "$initrd/modules/"
done
# insmod does not resolve dependencies, so keep modprobe's order.
for name in virtio_pci virtio_blk crc32c_generic; do
  modprobe -d "$root" -S "$kernel" --show-depends "$name" | awk '$1 == "insmod" { n = split($2, p, "/"); print p[n] }'
done | awk '!seen[$0]++' > "$initrd/modules/order"
(cd "$initrd" && find . | cpio -o -H newc --quiet | lz4 -l -9 -q - -) > "$OUT/initrd"

step "root file system"
truncate -s 2G "$OUT/root.ext4"
mkfs.ext4 -q -F -m0 -N 60000 -E lazy_itable_init=1,lazy_journal_init=1 -L labroot -d "$root" "$OUT/root.ext4"
step "done"
