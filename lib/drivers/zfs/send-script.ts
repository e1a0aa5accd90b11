import type { Compression } from '../../domain/group-enums.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { SendStep } from '../../domain/zfs-state.ts'
import { END_TRANSFER, transferMarker } from './end-transfer-script.ts'
import { LIMITER, RATE_FD } from './limiter-script.ts'
import { receiveRequest, type Wire } from './receive-door.ts'
import { MARK, remoteScript } from './remote-script.ts'
import { shellQuote } from './shell-quote.ts'
import { keyAlgorithm } from './ssh-host-key.ts'
import { SAY_NO_LIMITER } from './transfer-report.ts'

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
export const NO_ZSTD = 'zerfaux: zstd is not installed on the source'

/** What is sent and how it goes over the wire. */
export type Outgoing = {
  readonly dataset: DatasetName
  readonly step: SendStep
  readonly transferId: string
  readonly compression: Compression
}

const BUFFER = 'mbuffer -q -s 128k -m 32M'

/**
 * The whole transfer from appliance to appliance, run on the source. Its stdin takes new limits, one
 * number a line; when it ends, the one who watches is gone and so is the transfer.
 */
export function directCommand(
  outgoing: Outgoing,
  hop: TargetHop,
  replica: DatasetName,
  bytesPerSecond: number | null,
): string {
  const { transferId, compression } = outgoing
  const request = receiveRequest({ transferId, replica, wire: wireOf(compression) })
  const limiter = shellQuote(['perl', '-e', LIMITER, String(bytesPerSecond ?? 0)])
  const script = `${opening(outgoing)}
has perl || ${SAY_NO_LIMITER} >&2
case $(</proc/cpuinfo) in *' aes '*) ciphers=${AES},${CHACHA};; *) ciphers=${CHACHA},${AES};; esac
# A pipe without a file: what the limiter reads, and never its end.
exec 3<&0 ${RATE_FD}<> <(:) </dev/null
( trap '' TERM HUP; while read -r -u 3 rate; do printf '%s\\n' "$rate" >&${RATE_FD}; done; kill -s TERM -- "-$own"; sleep 3; kill -s KILL -- "-$own" ) >/dev/null 2>&1 &
watch=$!
# Only where the limiter says what went out: what merely waits in the buffer would look like a stall.
buffered() { if has mbuffer && has perl; then ${BUFFER} | "$@"; else "$@"; fi; }
limited() { if has perl; then ${limiter} | "$@"; else "$@"; fi; }
stream | ${compression === 'zstd' ? 'zstd -qc | ' : ''}buffered limited ssh -o "Ciphers=$ciphers" ${shellQuote(sshArguments(hop, request))}
status="\${PIPESTATUS[*]}"
exec 2>/dev/null
kill -s KILL "$watch"
printf '\\036%s\\n' "$status"
`
  return remoteScript('bash', transferMarker('send', transferId), script)
}

/** The sender alone, its stream on stdout: for a relay. Exit status 0 only when all of it went well. */
export function relayCommand(outgoing: Outgoing): string {
  const sending = outgoing.compression === 'zstd' ? 'stream | zstd -qc' : 'stream'
  const script = `${opening(outgoing)}
exec 3<&0 </dev/null
( trap '' TERM HUP; while read -r -u 3 _; do :; done; kill -s TERM -- "-$own"; sleep 3; kill -s KILL -- "-$own" ) >/dev/null 2>&1 &
watch=$!
if has mbuffer; then ${sending} | ${BUFFER}; else ( ${sending} ); fi
status=$?
exec 2>/dev/null
kill -s KILL "$watch"
exit "$status"
`
  return remoteScript('bash', transferMarker('send', outgoing.transferId), script)
}

export function wireOf(compression: Compression): Wire {
  return compression === 'zstd' ? 'zstd' : 'plain'
}

function opening({ dataset, step, compression }: Outgoing): string {
  const send =
    step.kind === 'resume' ? ['zfs', 'send', '-v', '-P', '-t', step.token] : sendArguments(dataset, step, compression)
  return `
set -o pipefail
${END_TRANSFER}
has() { command -v "$1" >/dev/null 2>&1; }
end_transfer "$0" || { echo ${shellQuote([STILL_RUNNING])} >&2; exit 1; }
say_process send
${compression === 'zstd' ? `has zstd || { echo ${shellQuote([NO_ZSTD])} >&2; exit 5; }` : ''}
stream() { ${guidCheck(dataset, step)}exec ${shellQuote(send)}; }`
}

/** Exit codes from `zfs send` to ssh, or null when the script did not get that far. */
export function parseSendStatus(stdout: string): readonly number[] | null {
  const match = new RegExp(`${MARK}([\\d ]+)\\n`).exec(stdout)
  return match?.[1] === undefined ? null : match[1].split(' ').map(Number)
}

/**
 * `-L` stays constant for a dataset's life: `zfs` loses data where it comes and goes. Never `-R` or
 * `-p`, which would carry mountpoints and shares over to the target.
 */
export function sendArguments(
  dataset: DatasetName,
  step: Extract<SendStep, { kind: 'send' }>,
  compression: Compression = 'blocks',
): string[] {
  // Compressed blocks hardly get smaller: for zstd they are sent as they were before.
  return [
    'zfs',
    'send',
    compression === 'zstd' ? '-Le' : '-Lec',
    '-v',
    '-P',
    ...baseArguments(step),
    `${dataset}@${step.to.name}`,
  ]
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
