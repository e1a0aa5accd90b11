import type { DatasetName } from '../../domain/zfs-names.ts'
import type { SendStep } from '../../domain/zfs-state.ts'
import { END_TRANSFER, transferMarker } from './end-transfer-script.ts'
import { receiveRequest } from './receive-door.ts'
import { MARK, remoteScript } from './remote-script.ts'
import { shellQuote } from './shell-quote.ts'
import { keyAlgorithm } from './ssh-host-key.ts'

/** Where the source finds the target, and how it knows it. */
export type TargetHop = {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly hostKey: Buffer
}

// AES where the processor helps with it: two to three times the speed of the other, and the reverse where it does not.
const AES = 'aes128-gcm@openssh.com,aes256-gcm@openssh.com'
const CHACHA = 'chacha20-poly1305@openssh.com,aes128-ctr'

export const STILL_RUNNING = 'zerfaux: an earlier attempt does not end'
export const OTHER_GUID = 'zerfaux: snapshot has another guid'

/**
 * The whole transfer, run on the source. `-L` and `-c` stay constant for a dataset's life; never
 * `-R` or `-p`, which would carry mountpoints and shares over to the target.
 */
export function sendCommand(
  dataset: DatasetName,
  step: SendStep,
  hop: TargetHop,
  replica: DatasetName,
  transferId: string,
): string {
  const send = step.kind === 'resume' ? ['zfs', 'send', '-v', '-P', '-t', step.token] : sendArguments(dataset, step)
  const script = `
set -o pipefail
${END_TRANSFER}
end_transfer "$0" || { echo ${shellQuote([STILL_RUNNING])} >&2; exit 1; }
case $(</proc/cpuinfo) in *' aes '*) ciphers=${AES},${CHACHA};; *) ciphers=${CHACHA},${AES};; esac
# Nobody at the other end of our stdin: the one who watches is gone.
exec 3<&0 </dev/null
( trap '' TERM HUP; while read -r -u 3 _; do :; done; kill -s TERM -- "-$own"; sleep 3; kill -s KILL -- "-$own" ) >/dev/null 2>&1 &
watch=$!
{ ${guidCheck(dataset, step)}exec ${shellQuote(send)}; } | ssh -o "Ciphers=$ciphers" ${shellQuote(sshArguments(hop, receiveRequest({ transferId, replica, wire: 'plain' })))}
status="\${PIPESTATUS[*]}"
exec 2>/dev/null
kill -s KILL "$watch"
printf '\\036%s\\n' "$status"
`
  return remoteScript('bash', transferMarker('send', transferId), script)
}

/** Exit codes of `zfs send` and of ssh, or null when the script did not get that far. */
export function parseSendStatus(stdout: string): { readonly send: number; readonly receive: number } | null {
  const match = new RegExp(`${MARK}(\\d+) (\\d+)\\n`).exec(stdout)
  return match ? { send: Number(match[1]), receive: Number(match[2]) } : null
}

export function sendArguments(dataset: DatasetName, step: Extract<SendStep, { kind: 'send' }>): string[] {
  return ['zfs', 'send', '-Lec', '-v', '-P', ...baseArguments(step), `${dataset}@${step.to.name}`]
}

/** Of an increment also without `-c`: how much of the change compression takes away. Both in one round trip. */
export function estimateCommand(dataset: DatasetName, step: Extract<SendStep, { kind: 'send' }>): string {
  const dryRun = (flags: string) =>
    shellQuote(['zfs', 'send', '-n', '-v', '-P', flags, ...baseArguments(step), `${dataset}@${step.to.name}`])
  const uncompressed = step.from === null ? '' : `${dryRun('-Le')} 2>/dev/null || :`
  return remoteScript('sh', 'zfx-estimate', `${dryRun('-Lec')} || exit\n${uncompressed}`)
}

function baseArguments({ from }: Extract<SendStep, { kind: 'send' }>): string[] {
  if (from === null) return []
  return ['-i', `${from.kind === 'bookmark' ? '#' : '@'}${from.name}`]
}

/** Runs while ssh connects: that what is sent is what was planned costs no time. */
function guidCheck(dataset: DatasetName, step: SendStep): string {
  if (step.kind === 'resume') return ''
  const base = step.from === null ? [] : [{ full: `${dataset}${baseArguments(step)[1] ?? ''}`, guid: step.from.guid }]
  const all = [...base, { full: `${dataset}@${step.to.name}`, guid: step.to.guid }]
  const get = shellQuote(['zfs', 'get', '-Hpo', 'name,value', 'guid', ...all.map(({ full }) => full)])
  const complain = `printf '%s\\n' ${shellQuote([OTHER_GUID])} >&2; exit 3`
  // ZFS answers in an order of its own.
  const checks = all.map(
    ({ full, guid }) => `case $guids in *${shellQuote([`\n${full}\t${guid}\n`])}*) ;; *) ${complain};; esac; `,
  )
  return `guids=$(${get}) || exit; guids=${shellQuote(['\n'])}$guids${shellQuote(['\n'])}; ${checks.join('')}`
}

/** Reads no configuration and no known_hosts, writes none: all that it needs stands here. */
export function sshArguments({ host, port, username, hostKey }: TargetHop, remoteCommand: string): string[] {
  const algorithm = keyAlgorithm(hostKey)
  const options = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: '/dev/null',
    GlobalKnownHostsFile: '/dev/null',
    HostKeyAlias: 'zerfaux-target',
    // OpenSSH 8.5 and later. The command has no quoting to get wrong: a key is letters, digits and + / =.
    KnownHostsCommand: `/bin/echo zerfaux-target ${algorithm} ${hostKey.toString('base64')}`,
    HostKeyAlgorithms: algorithm === 'ssh-rsa' ? 'rsa-sha2-512,rsa-sha2-256' : algorithm,
    UpdateHostKeys: 'no',
    PreferredAuthentications: 'publickey',
    IdentitiesOnly: 'no',
    IdentityFile: 'none',
    ForwardAgent: 'no',
    ControlMaster: 'no',
    ControlPath: 'none',
    Compression: 'no',
    KexAlgorithms: 'curve25519-sha256,ecdh-sha2-nistp256',
    ConnectTimeout: '10',
    ServerAliveInterval: '5',
    ServerAliveCountMax: '3',
    LogLevel: 'ERROR',
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return ['-F', '/dev/null', '-T', ...flags, '-p', String(port), '-l', username, '--', host, remoteCommand]
}
