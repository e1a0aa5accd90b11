// The two vCenter simulators of one run.
import { randomBytes, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../free-ports.mjs'
import { LabError } from '../lab-error.mjs'
import { readLabFile, updateLabFile } from '../lab-file.mjs'
import { runDir } from '../lab-paths.mjs'
import { withCacheLock } from '../lock.mjs'
import { isRunning, startDetached, stopProcess } from '../processes.mjs'
import { buildVcsim } from './go-build.mjs'

const SITES = ['a', 'b']
const DEFAULT_VMS = { a: 60, b: 12 }
const USERNAME = 'administrator@vsphere.local'
const READY_LIMIT_MS = 90_000 // 10,000 machines take a while on a busy machine

const vcenterDir = (run, name) => join(runDir(run), `vcenter-${name}`)

/** Starts what is not running; a vCenter that runs with another number of VMs than asked for is started anew. */
export async function vcentersUp(run, vms, say) {
  const existing = readLabFile(run)?.vcenters ?? {}
  const wanted = SITES.filter((name) => {
    if (!isRunning(existing[name])) return true
    return vms[name] !== undefined && vms[name] !== existing[name].vms
  })
  if (wanted.length === 0) return say('vCenters are running already')
  const program = await withCacheLock(() => buildVcsim(say))
  for (const name of wanted) {
    await stopProcess(existing[name])
    await startOne(run, name, vms[name] ?? DEFAULT_VMS[name], program)
  }
  for (const name of wanted) await ready(run, name)
}

async function startOne(run, name, vms, program) {
  const dir = vcenterDir(run, name)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const passwordFile = join(dir, 'password')
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(12).toString('base64url'), { mode: 0o600 })
  const [port, controlPort] = await freePorts(2)
  const log = join(dir, 'vcenter.log')
  rmSync(log, { force: true })
  const args = [
    '-site',
    name,
    '-data',
    dir,
    '-user',
    USERNAME,
    '-port',
    port,
    '-control-port',
    controlPort,
    '-vms',
    vms,
  ].map(String)
  const started = await startDetached(program, args, { cwd: dir, log, inputFile: passwordFile })
  updateLabFile(run, (lab) => {
    lab.log_dir = runDir(run)
    lab.vcenters[name] = {
      host: '127.0.0.1',
      port,
      username: USERNAME,
      password: readFileSync(passwordFile, 'utf8'),
      ca_pem_path: join(dir, 'certificate.pem'),
      control_url: `http://127.0.0.1:${controlPort}`,
      vms,
      log_path: log,
      ...started,
    }
  })
}

async function ready(run, name) {
  const vcenter = readLabFile(run).vcenters[name]
  const deadline = Date.now() + READY_LIMIT_MS
  while (!readFileSync(vcenter.log_path, 'utf8').includes('"ready":true')) {
    if (!isRunning(vcenter)) {
      const last = readFileSync(vcenter.log_path, 'utf8').trim().split('\n').at(-1)
      throw new LabError(`vCenter ${name} ended while starting: ${last}`)
    }
    if (Date.now() > deadline)
      throw new LabError(`vCenter ${name} was not ready within ${READY_LIMIT_MS / 1000} s, see ${vcenter.log_path}`)
    await sleep(100)
  }
  const certificate = new X509Certificate(readFileSync(vcenter.ca_pem_path))
  const about = await fetch(`${vcenter.control_url}/about`, { method: 'POST', body: '{}' })
  const { instance_uuid } = await about.json()
  updateLabFile(run, (lab) => {
    lab.vcenters[name].tls_thumbprint_sha256 = certificate.fingerprint256
    lab.vcenters[name].instance_uuid = instance_uuid
  })
}

export async function vcentersDown(run) {
  const { vcenters = {} } = readLabFile(run) ?? {}
  for (const [name, vcenter] of Object.entries(vcenters)) {
    await stopProcess(vcenter)
    // Tens of thousands of sparse files for a large inventory; they are made again at the next start.
    rmSync(join(vcenterDir(run, name), 'datastores'), { recursive: true, force: true })
  }
  if (Object.keys(vcenters).length > 0) updateLabFile(run, (lab) => void (lab.vcenters = {}))
}
