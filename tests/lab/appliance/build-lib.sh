# Shared by the appliance build scripts, sourced. All input comes in the environment, set by build.mjs:
#   MIRROR SECURITY_MIRROR SUITE   where the packages come from (the machine's own apt configuration)
#   KERNEL_VERSION ZFS_VERSION     exact package versions, part of the cache key
#   WORK CACHE                     scratch directory of this build, and the shared cache
: "${MIRROR:?}" "${SECURITY_MIRROR:?}" "${SUITE:?}" "${KERNEL_VERSION:?}" "${ZFS_VERSION:?}" "${WORK:?}" "${CACHE:?}"

# Everything the appliance may load; the two build steps agree on this list.
MODULES="virtio_pci virtio_blk virtio_net virtio_rng zfs loop af_packet nfsd nfs nfsv3 nfsv4 sch_netem sch_tbf crc32c_intel crc32c_generic"

step() { printf '+%ds %s\n' "$SECONDS" "$*"; }

# A private mount and pid namespace: /proc and /dev vanish with the process, nothing is left to unmount.
in_root() {
  local root=$1
  shift
  unshare --mount --pid --fork --kill-child --propagation private sh -euc '
    root=$1; shift
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive \
      chroot "$root" "$@"' sh "$root" "$@"
}

configure_apt() {
  local root=$1
  printf 'deb %s %s main contrib\n' \
    "$MIRROR" "$SUITE" "$MIRROR" "$SUITE-updates" "$MIRROR" "$SUITE-backports" "$SECURITY_MIRROR" "$SUITE-security" \
    > "$root/etc/apt/sources.list"
  cat > "$root/etc/apt/apt.conf.d/99lab" <<'CONF'
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
DPkg::Options { "--force-unsafe-io"; };
CONF
  # No service may start in a chroot.
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  in_root "$root" apt-get -q update
}

# A minimal Debian, unpacked from the cache when another build step has made it already.
base_root() {
  local root=$1 base="$CACHE/base-$SUITE.tar.zst"
  mkdir -p "$root"
  if [ ! -f "$base" ]; then
    step "debootstrap $SUITE"
    debootstrap --variant=minbase --components=main,contrib "$SUITE" "$root" "$MIRROR"
    tar -C "$root" --exclude='./dev/*' --exclude='./proc/*' -cpf - . | zstd -q -3 -T0 > "$base.$$"
    mv "$base.$$" "$base"
  else
    tar -C "$root" --zstd -xpf "$base"
  fi
  configure_apt "$root"
}

# The files of the named modules and of everything they depend on, below root $1 for kernel $2.
module_files() {
  local root=$1 kernel=$2 name
  shift 2
  for name in "$@"; do
    modprobe -d "$root" -S "$kernel" --show-depends "$name" | awk '$1 == "insmod" { print $2 }'
  done | sort -u
}
