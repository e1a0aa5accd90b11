// The Debian packages the lab needs on this machine, and how to tell that each is there.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { LabError } from './lab-error.mjs'
import { execute } from './processes.mjs'

const PACKAGES = {
  'qemu-system-x86': { command: 'qemu-system-x86_64' },
  'qemu-utils': { command: 'qemu-img' },
  debootstrap: { command: 'debootstrap' },
  cpio: { command: 'cpio' },
  lz4: { command: 'lz4' },
  zstd: { command: 'zstd' },
  e2fsprogs: { command: 'mkfs.ext4' },
  kmod: { command: 'modprobe' },
  binutils: { command: 'strip' },
  openssl: { command: 'openssl' },
  'openssh-client': { command: 'ssh' },
  'util-linux': { command: 'unshare' },
  'debian-archive-keyring': { file: '/usr/share/keyrings/debian-archive-keyring.gpg' },
  'golang-go': { command: 'go' },
  'golang-github-vmware-govmomi-dev': { file: '/usr/share/gocode/src/github.com/vmware/govmomi/go.mod' },
  'python3-pyvmomi': { file: '/usr/lib/python3/dist-packages/pyVmomi/__init__.py' },
}

// Administration commands are not always on a non-root user's path.
const searchPath = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']

const isThere = ({ command, file }) =>
  file ? existsSync(file) : searchPath().some((dir) => existsSync(join(dir, command)))

export const missingPackages = () =>
  Object.entries(PACKAGES)
    .filter(([, evidence]) => !isThere(evidence))
    .map(([name]) => name)

export function requirePackages() {
  const missing = missingPackages()
  if (missing.length > 0) {
    throw new LabError(
      `missing Debian packages: ${missing.join(' ')} (as root: node tests/lab/lab.mjs install-tools)`,
      3,
    )
  }
}

export async function installPackages(say) {
  const missing = missingPackages()
  if (missing.length === 0) return say('all packages are there')
  if (process.getuid() !== 0) throw new LabError(`only root can install: ${missing.join(' ')}`)
  say(`installing ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const update = await execute('apt-get', ['-q', 'update'], { env, timeoutMs: 300_000 })
  if (update.code !== 0) say(`apt-get update: ${update.stderr.trim().split('\n').at(-1)}`)
  const install = await execute('apt-get', ['install', '-qy', '--no-install-recommends', ...missing], {
    env,
    timeoutMs: 900_000,
  })
  if (install.code !== 0) throw new LabError(`apt-get install failed: ${install.stderr.trim().split('\n').at(-1)}`)
  if (missingPackages().length > 0)
    throw new LabError(`still missing after the installation: ${missingPackages().join(' ')}`)
}
