// The lab's own way into an appliance, through the system's ssh client.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from '../lab-error.mjs'
import { execute, isRunning } from '../processes.mjs'

export const knownHostsPath = (runDirectory) => join(runDirectory, 'known_hosts')

export function writeKnownHosts(runDirectory, appliances) {
  const lines = Object.values(appliances).map((a) => `[${a.host}]:${a.port} ${a.host_public_key}`)
  writeFileSync(knownHostsPath(runDirectory), `${lines.join('\n')}\n`, { mode: 0o600 })
}

export function sshArguments(runDirectory, appliance, user = 'root') {
  const options = {
    BatchMode: 'yes',
    ConnectTimeout: '5',
    IdentitiesOnly: 'yes',
    IdentityFile: appliance.private_key_path,
    LogLevel: 'ERROR',
    Port: appliance.port,
    ServerAliveInterval: '5',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: knownHostsPath(runDirectory),
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return ['-F', '/dev/null', ...flags, `${user}@${appliance.host}`]
}

export const ssh = (runDirectory, appliance, command, { timeoutMs = 15_000, input } = {}) =>
  execute('ssh', [...sshArguments(runDirectory, appliance), command], { timeoutMs, input })

/**
 * Waits for "zfs ready", not for sshd: sshd answers seconds before the module is loaded and the pools are imported.
 * Sets the guest's clock as well, because a resumed machine still lives in the time when it was frozen.
 */
export async function waitForZfs(runDirectory, name, appliance, withinMs) {
  const deadline = Date.now() + withinMs
  let last = 'no answer yet'
  while (Date.now() < deadline) {
    if (!isRunning(appliance)) throw new LabError(`appliance ${name} ended while starting, see ${appliance.log_path}`)
    try {
      const now = (Date.now() / 1000).toFixed(3)
      const { code, stdout, stderr } = await ssh(
        runDirectory,
        appliance,
        `[ -e /run/zfs.ready ] && date -u -s @${now} >/dev/null && zfs version -j && zpool list -H -o name`,
      )
      if (code === 0)
        return JSON.parse(stdout.slice(0, stdout.lastIndexOf('}') + 1)).zfs_version.userland.replace(/^zfs-/, '')
      last = stderr.trim() || `exit status ${code}`
    } catch (error) {
      last = error.message
    }
    await sleep(200)
  }
  throw new LabError(
    `appliance ${name} was not ready within ${withinMs / 1000} s (${last}), see ${appliance.console_path}`,
  )
}
