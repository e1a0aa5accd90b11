// A pair of appliances, booted once with empty pools and then frozen: later starts continue from there in a second or two.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { freePorts } from '../free-ports.mjs'
import { LabError } from '../lab-error.mjs'
import { cacheDir, labDir, sourceDir } from '../lab-paths.mjs'
import { execute, stopProcess } from '../processes.mjs'
import { contentKey } from './build.mjs'
import { machineDir, makeDisks, monitorPath, POOL_MIB, startMachine } from './machine.mjs'
import { monitorCommand } from './monitor.mjs'
import { writePoolImage } from './pool-image.mjs'
import { ssh, waitForZfs, writeKnownHosts } from './ssh.mjs'

/** The directory of the frozen pair; made when this image, identity, QEMU and accelerator have none yet. */
export async function ensureFrozen(image, identity, accel, say) {
  const { stdout: qemu } = await execute('qemu-system-x86_64', ['--version'])
  const recipe = contentKey(
    ['machine', 'accelerator', 'frozen'].map((name) => join(sourceDir, `appliance/${name}.mjs`)),
  )
  const key = createHash('sha256')
    .update(JSON.stringify([image.key, identity.key, accel, qemu, recipe]))
    .digest('hex')
    .slice(0, 16)
  const dir = join(cacheDir(), `frozen-${key}`)
  if (existsSync(dir)) return dir
  say('booting both appliances once, to make pools and freeze them')
  const work = join(labDir(), 'work', `fz-${process.pid}`)
  try {
    await freezePair(work, image, identity, accel)
    rmSync(join(work, 'pool-template.raw'))
    renameSync(work, dir)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return dir
}

export const frozenFiles = (dir, name) => ({
  rootImage: join(dir, name, 'root.qcow2'),
  poolImage: join(dir, name, 'pool.raw'),
  memory: join(dir, name, 'memory.zst'),
})

async function freezePair(work, image, identity, accel) {
  mkdirSync(work, { recursive: true, mode: 0o700 })
  const template = join(work, 'pool-template.raw')
  writePoolImage(template, POOL_MIB)
  const ports = await freePorts(2)
  const appliances = {}
  try {
    for (const [index, name] of ['a', 'b'].entries()) {
      const { disk, hostPublicKey } = identity.appliances[name]
      await makeDisks(work, name, { rootImage: image.rootImage, rootFormat: 'raw', poolImage: template })
      const started = await startMachine(work, name, { image, accel, port: ports[index], identityDisk: disk })
      appliances[name] = {
        ...started,
        host: '127.0.0.1',
        port: ports[index],
        private_key_path: identity.privateKey,
        host_public_key: hostPublicKey,
      }
    }
    writeKnownHosts(work, appliances)
    for (const [name, appliance] of Object.entries(appliances)) await preparePool(work, name, appliance)
    for (const [name, appliance] of Object.entries(appliances)) await freeze(work, name, appliance)
  } finally {
    for (const appliance of Object.values(appliances)) await stopProcess(appliance)
  }
}

async function preparePool(work, name, appliance) {
  await waitForZfs(work, name, appliance, 240_000)
  const { code, stdout, stderr } = await ssh(
    work,
    appliance,
    [
      'set -eu',
      'for i in $(seq 100); do [ -e /run/nfs.ready ] && break; sleep 0.2; done',
      'zpool create -f -o ashift=12 -O compression=lz4 -O mountpoint=/tank tank vdb1',
      'zpool sync; sync; echo 3 > /proc/sys/vm/drop_caches', // dropped caches make the saved memory smaller
      'zpool list -H -o name,health',
    ].join('\n'),
    { timeoutMs: 60_000 },
  )
  if (code !== 0 || !stdout.includes('tank\tONLINE'))
    throw new LabError(`appliance ${name}: no pool was made: ${stderr.trim()}`)
}

async function freeze(work, name, appliance) {
  const monitor = monitorPath(work, name)
  const memory = join(machineDir(work, name), 'memory.zst')
  await monitorCommand(monitor, `migrate -d "exec:zstd -q -f -1 -o '${memory}'"`)
  for (let tries = 0; ; tries++) {
    const status = await monitorCommand(monitor, 'info migrate')
    if (status.includes('completed')) break
    if (status.includes('failed') || tries > 300) throw new LabError(`appliance ${name} could not be frozen: ${status}`)
    await sleep(200)
  }
  await monitorCommand(monitor, 'quit').catch(() => {}) // the socket closes before it can answer
  await stopProcess(appliance, { withinMs: 10_000 })
}
