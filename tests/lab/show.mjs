// What people see: where things run, and the ends of the logs.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readLabFile } from './lab-file.mjs'
import { labDir, labFile, runDir } from './lab-paths.mjs'
import { isRunning } from './processes.mjs'

export async function printStatus(run, say) {
  const lab = readLabFile(run)
  const state = (process) => (isRunning(process) ? `running (pid ${process.pid})` : 'not running')
  for (const [name, appliance] of Object.entries(lab.appliances)) {
    say(`appliance ${name}  ${appliance.host}:${appliance.port}  ${appliance.replication_address}  ${state(appliance)}`)
  }
  for (const [name, vcenter] of Object.entries(lab.vcenters)) {
    say(`vcenter   ${name}  https://${vcenter.host}:${vcenter.port}/sdk  ${vcenter.vms} VMs  ${state(vcenter)}`)
  }
  if (lab.zfs_version) say(`OpenZFS ${lab.zfs_version}, ${lab.accel}`)
  say(labFile(run))
}

const LINES = 15

export function printLogs(run, say) {
  const logs = [...find(runDir(run)), ...find(join(labDir(), 'logs'))]
  for (const path of logs) {
    const end = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LINES)
    say(`==> ${path} (${statSync(path).size} bytes)\n${end.join('\n')}\n`)
  }
}

const find = (dir) =>
  existsSync(dir)
    ? readdirSync(dir, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.log'))
        .sort()
        .map((name) => join(dir, name))
    : []
