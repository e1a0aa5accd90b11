// The pair of appliances of one run: up, down, and the faults that need the host (power cut, cable pulled).
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../free-ports.mjs'
import { LabError } from '../lab-error.mjs'
import { readLabFile, updateLabFile } from '../lab-file.mjs'
import { runDir } from '../lab-paths.mjs'
import { withCacheLock } from '../lock.mjs'
import { isRunning, stopProcess } from '../processes.mjs'
import { chooseAccelerator } from './accelerator.mjs'
import { buildAppliance } from './build.mjs'
import { ensureFrozen, frozenFiles } from './frozen.mjs'
import { ensureIdentity } from './identity.mjs'
import { machineDir, makeDisks, monitorPath, SITE, startMachine } from './machine.mjs'
import { monitorCommand, waitUntilRunning } from './monitor.mjs'
import { ssh, waitForZfs, writeKnownHosts } from './ssh.mjs'

const RESUME_LIMIT_MS = 60_000
const BOOT_LIMIT_MS = 240_000

/** Starts what is not running. A pair that is running is left as it is; a missing one comes with empty pools. */
export async function appliancesUp(run, say) {
  const existing = readLabFile(run)?.appliances ?? {}
  const missing = Object.keys(SITE).filter((name) => !isRunning(existing[name]))
  if (missing.length === 0) return say('appliances are running already')
  const parts = await withCacheLock(() => prepare(say))
  mkdirSync(runDir(run), { recursive: true, mode: 0o700 })
  for (const name of missing) await resumeFresh(run, name, parts)
  await ready(run, missing, RESUME_LIMIT_MS)
}

async function prepare(say) {
  const image = await buildAppliance(say)
  const accel = await chooseAccelerator(image, say)
  const identity = await ensureIdentity()
  return { image, accel, identity, frozen: await ensureFrozen(image, identity, accel, say) }
}

async function resumeFresh(run, name, { image, accel, identity, frozen }) {
  const dir = runDir(run)
  const files = frozenFiles(frozen, name)
  rmSync(machineDir(dir, name), { recursive: true, force: true })
  await makeDisks(dir, name, { rootImage: files.rootImage, rootFormat: 'qcow2', poolImage: files.poolImage })
  const [port] = await freePorts(1)
  const { disk, hostPublicKey, hostKeySha256 } = identity.appliances[name]
  const started = await startMachine(dir, name, { image, accel, port, identityDisk: disk, frozen: files.memory })
  updateLabFile(run, (lab) => {
    lab.accel = accel
    lab.log_dir = dir
    lab.appliances[name] = {
      host: '127.0.0.1',
      port,
      replication_address: SITE[name].replicationAddress,
      host_key_sha256: hostKeySha256,
      host_public_key: hostPublicKey,
      username: 'root',
      private_key_path: identity.privateKey,
      public_key: identity.publicKey,
      delegated_username: 'repl',
      password_username: 'replpw',
      password: identity.password,
      pool: 'tank',
      nfs_address: SITE[name].replicationAddress,
      monitor_path: monitorPath(dir, name),
      ...started,
    }
  })
}

async function ready(run, names, withinMs) {
  const dir = runDir(run)
  const { appliances } = readLabFile(run)
  writeKnownHosts(dir, appliances)
  for (const name of names) {
    await waitUntilRunning(appliances[name].monitor_path, 30_000)
    const zfsVersion = await waitForZfs(dir, name, appliances[name], withinMs)
    updateLabFile(run, (lab) => void (lab.zfs_version = zfsVersion))
  }
}

export async function appliancesDown(run) {
  const { appliances = {} } = readLabFile(run) ?? {}
  // Their disks are thrown away at the next start, so pulling the plug loses nothing and takes no time.
  for (const appliance of Object.values(appliances)) await stopProcess(appliance, { signal: 'SIGTERM' })
  for (const name of Object.keys(appliances)) {
    for (const disk of ['root.qcow2', 'pool.raw']) rmSync(join(machineDir(runDir(run), name), disk), { force: true })
  }
  if (Object.keys(appliances).length > 0) updateLabFile(run, (lab) => void (lab.appliances = {}))
}

export function findAppliance(run, name) {
  const appliance = readLabFile(run)?.appliances?.[name]
  if (!appliance) throw new LabError(`run "${run}" has no appliance "${name}"`)
  return appliance
}

/** A power cut: nothing in the guest gets to say goodbye. */
export const killAppliance = (run, name) => stopProcess(findAppliance(run, name), { signal: 'SIGKILL' })

/** Boots a machine that was killed, on the disks it had, at the same port. */
export async function startAppliance(run, name, say) {
  const appliance = findAppliance(run, name)
  if (isRunning(appliance)) return say(`appliance ${name} is running already`)
  const dir = runDir(run)
  if (!existsSync(join(machineDir(dir, name), 'pool.raw')))
    throw new LabError(`appliance ${name} has no disks any more: use "up"`)
  const image = await buildAppliance(say)
  const identity = await ensureIdentity()
  const { accel } = readLabFile(run)
  const started = await startMachine(dir, name, {
    image,
    accel,
    port: appliance.port,
    identityDisk: identity.appliances[name].disk,
  })
  updateLabFile(run, (lab) => Object.assign(lab.appliances[name], started))
  await ready(run, [name], BOOT_LIMIT_MS)
}

/** Pulls or plugs the cable of the network between the appliances, at one end. */
export const setLink = (run, name, state) =>
  monitorCommand(findAppliance(run, name).monitor_path, `set_link link ${state}`)

/** Limits what leaves the appliance towards the other one; null lifts the limit. */
export async function limitLink(run, name, megabitsPerSecond) {
  const command = megabitsPerSecond
    ? `tc qdisc replace dev eth1 root tbf rate ${Number(megabitsPerSecond)}mbit burst 64kb latency 300ms`
    : 'tc qdisc del dev eth1 root 2>/dev/null || true'
  const { code, stderr } = await ssh(runDir(run), findAppliance(run, name), command)
  if (code !== 0) throw new LabError(`appliance ${name}: ${stderr.trim()}`)
}
