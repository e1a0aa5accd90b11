/**
 * What tests need of the lab: where it is, commands on the appliances, and faults. See README.md.
 * The vCenters' control door is in lab-vcenter.ts.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultRun, labFile, runDir, sourceDir } from './lab-paths.mjs'

export type Site = 'a' | 'b'

interface LabProcess {
  pid: number
  pid_start_ticks: number
  log_path: string
}

export interface LabAppliance extends LabProcess {
  /** Where the orchestrator reaches its ssh. */
  host: string
  port: number
  /** Where the other appliance reaches it, at port 22. */
  replication_address: string
  nfs_address: string
  host_key_sha256: string
  host_public_key: string
  /** May do everything. */
  username: string
  private_key_path: string
  public_key: string
  /** Signs in with the same key and has no ZFS permissions until a test delegates some. */
  delegated_username: string
  /** Signs in with `password` only. */
  password_username: string
  password: string
  pool: string
  monitor_path: string
  console_path: string
}

export interface LabVcenter extends LabProcess {
  host: string
  port: number
  username: string
  password: string
  /** Upper-case hexadecimal with colons, as Node and OpenSSL print it. */
  tls_thumbprint_sha256: string
  ca_pem_path: string
  control_url: string
  instance_uuid: string
  vms: number
}

export interface Lab {
  run: string
  accel: 'kvm' | 'tcg'
  zfs_version: string
  log_dir: string
  appliances: { a: LabAppliance; b: LabAppliance }
  vcenters: { a: LabVcenter; b: LabVcenter }
}

export interface CommandResult {
  stdout: string
  stderr: string
  code: number
}

/**
 * The lab of a run, or null when nothing of it runs: then a suite skips itself. With `--only`, one of the halves is
 * missing, so check for the entry that the suite needs.
 */
export function readLab(run: string = defaultRun()): Lab | null {
  let lab: Lab
  try {
    lab = JSON.parse(readFileSync(labFile(run), 'utf8')) as Lab
  } catch {
    return null
  }
  const processes: LabProcess[] = [...Object.values(lab.appliances), ...Object.values(lab.vcenters)]
  return processes.some(isRunning) ? lab : null
}

function isRunning({ pid, pid_start_ticks }: LabProcess): boolean {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return Number(fields[19]) === pid_start_ticks
  } catch {
    return false
  }
}

function execute(
  command: string,
  args: readonly string[],
  timeoutMs: number,
  env = process.env,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, killSignal: 'SIGKILL' as const, maxBuffer: 256 << 20, env }
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error?.killed) reject(new Error(`${command} took longer than ${timeoutMs} ms: ${args.at(-1)}`))
      else if (typeof error?.code === 'string') reject(error)
      else resolve({ stdout, stderr, code: error ? Number(error.code ?? 1) : 0 })
    })
    child.stdin?.end()
  })
}

/** One command of lab.mjs on this run; a failure throws with its one line. */
async function labCommand(run: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await execute(process.execPath, [join(sourceDir, 'lab.mjs'), ...args, '--run', run], 300_000)
  if (code !== 0) throw new Error(stderr.trim())
}

export interface RunOptions {
  user?: string
  timeoutMs?: number
  /** From `startAgent` of agent.mjs: the command can then sign in at the other appliance. */
  agentSocket?: string
}

export interface ApplianceHandle {
  /** What lab.json says now: the pid changes when the machine is started again. */
  info(): LabAppliance
  /** Runs a command as root and answers whatever its exit status is. */
  run(command: string, options?: RunOptions): Promise<CommandResult>
  /** As `run`, but a non-zero exit status throws. Answers standard output without the last line break. */
  mustRun(command: string, options?: RunOptions): Promise<string>
  /** An empty dataset `<pool>/<name>`; whatever was there is gone, with its snapshots, clones and holds. */
  freshDataset(name: string): Promise<string>
  /** A small pool made of a file (64 MiB at least). An old one of that name is destroyed. */
  freshPool(name: string, mebibytes: number): Promise<string>
  /** Leaves this much space in a pool, by a reservation: really writing it full takes ZFS the better part of a minute. */
  fillPool(name: string, leaveMebibytes: number): Promise<void>
  /** Pulls the cable between the appliances at this end; the way from the orchestrator stays. */
  cutLink(): Promise<void>
  restoreLink(): Promise<void>
  /** Limits what leaves this appliance towards the other one. */
  limitLink(megabitsPerSecond: number): Promise<void>
  unlimitLink(): Promise<void>
  /** A power cut. */
  kill(): Promise<void>
  /** Boots it again on the same disks; waits until its pools are imported. About 10 s under emulation. */
  start(): Promise<void>
}

export function labAppliance(site: Site, run: string = defaultRun()): ApplianceHandle {
  const info = () => {
    const lab = readLab(run)
    if (!lab?.appliances[site]) throw new Error(`the lab's run "${run}" has no appliance "${site}"`)
    return lab.appliances[site]
  }
  const ssh = (command: string, { user = 'root', timeoutMs = 60_000, agentSocket }: RunOptions = {}) =>
    execute('ssh', sshArguments(run, info(), user, command, agentSocket), timeoutMs, {
      ...process.env,
      SSH_AUTH_SOCK: agentSocket,
    })
  const mustRun = async (command: string, options?: RunOptions) => {
    const { stdout, stderr, code } = await ssh(command, options)
    if (code !== 0) throw new Error(`appliance ${site}: exit status ${code} of "${command}": ${stderr.trim()}`)
    return stdout.replace(/\n$/, '')
  }
  return {
    info,
    run: ssh,
    mustRun,
    freshDataset: async (name) => {
      const dataset = `${info().pool}/${name}`
      await mustRun(`${DESTROY_DATASET}; destroy_dataset '${dataset}' && zfs create -p '${dataset}'`)
      return dataset
    },
    freshPool: async (name, mebibytes) => {
      const file = `/var/pools/${name}.img`
      await mustRun(
        `zpool destroy -f '${name}' 2>/dev/null; rm -f '${file}'; truncate -s ${mebibytes}M '${file}' && zpool create -f '${name}' '${file}'`,
      )
      return name
    },
    fillPool: async (name, leaveMebibytes) => {
      const reservation = `$(($(zfs list -Hpo available '${name}') - ${leaveMebibytes << 20}))`
      await mustRun(`zfs create -u '${name}/ballast' && zfs set reservation=${reservation} '${name}/ballast'`)
    },
    cutLink: () => labCommand(run, 'cut', site),
    restoreLink: () => labCommand(run, 'restore', site),
    limitLink: (megabitsPerSecond) => labCommand(run, 'limit', site, String(megabitsPerSecond)),
    unlimitLink: () => labCommand(run, 'unlimit', site),
    kill: () => labCommand(run, 'kill', site),
    start: () => labCommand(run, 'start', site),
  }
}

// Holds and half-received states both keep a dataset from being destroyed.
const DESTROY_DATASET = `destroy_dataset() {
  zfs list -H "$1" >/dev/null 2>&1 || return 0
  zfs list -rH -t snapshot -o name "$1" | xargs -r zfs holds -H | while IFS="$(printf '\\t')" read -r snapshot tag _; do
    zfs release "$tag" "$snapshot"
  done
  # Of a first receive, nothing is left after this.
  zfs receive -A "$1" >/dev/null 2>&1 && ! zfs list -H "$1" >/dev/null 2>&1 && return 0
  zfs destroy -R "$1"
}`

function sshArguments(
  run: string,
  appliance: LabAppliance,
  user: string,
  command: string,
  agentSocket?: string,
): string[] {
  const sockets = join(tmpdir(), `zerfaux-lab-${process.getuid?.() ?? 0}`)
  mkdirSync(sockets, { recursive: true, mode: 0o700 })
  const options = {
    BatchMode: 'yes',
    ConnectTimeout: '10',
    // A shared connection carries the agent of the command that opened it, so one with an agent stands alone.
    ControlMaster: agentSocket ? 'no' : 'auto',
    ControlPath: agentSocket ? 'none' : join(sockets, '%C'),
    ControlPersist: '60',
    IdentitiesOnly: 'yes',
    IdentityFile: appliance.private_key_path,
    LogLevel: 'ERROR',
    Port: String(appliance.port),
    ServerAliveInterval: '3',
    ServerAliveCountMax: '3',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: join(runDir(run), 'known_hosts'),
    ...(agentSocket && { ForwardAgent: 'yes' }),
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return ['-F', '/dev/null', ...flags, `${user}@${appliance.host}`, command]
}
