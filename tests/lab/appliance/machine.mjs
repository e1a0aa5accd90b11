// One QEMU machine: its disks, its two networks, its start.
import { copyFileSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../lab-error.mjs'
import { execute, startDetached } from '../processes.mjs'
import { ACCELERATOR_ARGUMENTS } from './accelerator.mjs'

export const MEMORY_MIB = 512
export const POOL_MIB = 2048
const MACHINE = '-M q35 -smp 1 -nodefaults -no-user-config -display none -no-reboot'.split(' ')
export const SITE = {
  a: { index: 1, replicationAddress: '10.77.0.1' },
  b: { index: 2, replicationAddress: '10.77.0.2' },
}
const KERNEL_LINE =
  'console=ttyS0 quiet panic=-1 mitigations=off nokaslr no_timer_check tsc=reliable audit=0 random.trust_cpu=on'

export const machineDir = (runDirectory, name) => join(runDirectory, name)
export const monitorPath = (runDirectory, name) => join(machineDir(runDirectory, name), 'monitor')

/**
 * Fresh disks. The root is a qcow2 overlay with honest flushes; the pool is a raw file, because a killed QEMU loses
 * qcow2's own metadata, which would be our fault and not ZFS's.
 */
export async function makeDisks(runDirectory, name, { rootImage, rootFormat, poolImage }) {
  const dir = machineDir(runDirectory, name)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const root = join(dir, 'root.qcow2')
  rmSync(root, { force: true })
  const made = await execute('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', rootImage, '-F', rootFormat, root])
  if (made.code !== 0) throw new LabError(`qemu-img: ${made.stderr.trim()}`)
  const copied = await execute('cp', ['--sparse=always', '--reflink=auto', poolImage, join(dir, 'pool.raw')])
  if (copied.code !== 0) throw new LabError(`cp: ${copied.stderr.trim()}`)
}

/** Starts the machine on the disks it has. `frozen` continues from a saved state instead of booting. */
export async function startMachine(runDirectory, name, { image, accel, port, identityDisk, frozen }) {
  const dir = machineDir(runDirectory, name)
  const { index, replicationAddress } = SITE[name]
  const other = name === 'a' ? 'b' : 'a'
  // A frozen state fits only the identity disk it was made with, so each machine keeps its own copy.
  const identity = join(dir, 'identity.tar')
  if (!existsSync(identity)) copyFileSync(identityDisk, identity, constants.COPYFILE_EXCL)
  rmSync(join(runDirectory, `${name}.net`), { force: true })
  rmSync(monitorPath(runDirectory, name), { force: true })
  const options = [
    ['-name', `zerfaux-lab-${name}`],
    ['-m', String(MEMORY_MIB)],
    ['-kernel', image.kernel],
    ['-initrd', image.initrd],
    ['-append', `${KERNEL_LINE} lab.name=${name} lab.ip=${replicationAddress}`],
    ['-serial', `file:${name}/console.log`],
    ['-monitor', `unix:${name}/monitor,server=on,wait=off`],
    ['-drive', `if=none,id=root,file=${name}/root.qcow2,format=qcow2,cache=writeback,discard=unmap`],
    ['-device', 'virtio-blk-pci,drive=root'],
    ['-drive', `if=none,id=pool,file=${name}/pool.raw,format=raw,cache=unsafe,discard=unmap`],
    ['-device', 'virtio-blk-pci,drive=pool,serial=pool0'],
    ['-drive', `if=none,id=identity,file=${name}/identity.tar,format=raw,readonly=on`],
    ['-device', 'virtio-blk-pci,drive=identity'],
    ['-netdev', `user,id=n0,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ['-device', `virtio-net-pci,netdev=n0,mac=52:54:00:00:00:0${index}`],
    ['-netdev', `dgram,id=n1,local.type=unix,local.path=${name}.net,remote.type=unix,remote.path=${other}.net`],
    ['-device', `virtio-net-pci,netdev=n1,id=link,mac=52:54:00:00:01:0${index}`],
    ['-device', 'virtio-rng-pci'],
    ...(frozen ? [['-incoming', `exec:zstd -dc '${frozen}'`]] : []),
  ]
  const args = [...MACHINE, ...ACCELERATOR_ARGUMENTS[accel], ...options.flat()]
  const started = await startDetached('qemu-system-x86_64', args, { cwd: runDirectory, log: join(dir, 'qemu.log') })
  return { ...started, log_path: join(dir, 'qemu.log'), console_path: join(dir, 'console.log') }
}
