import type { ParsedKey } from 'ssh2'
import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { DatasetState, SendStep } from '../../domain/zfs-state.ts'
import { endTransferCommand, type TransferSide } from './end-transfer-script.ts'
import { parseSendLine } from './parse-send-progress.ts'
import { authorizedKeysLine } from './receive-door.ts'
import { judgeReceive } from './receive-verdict.ts'
import { parseSendStatus, sendCommand } from './send-script.ts'
import type { CommandResult, SshAppliance } from './ssh-appliance.ts'
import type { Watch } from './zfs-driver.ts'
import { zfsError } from './zfs-errors.ts'

export type TransferSource = { readonly appliance: SshAppliance; readonly name: string; readonly dataset: DatasetName }
export type TransferTarget = TransferSource & {
  readonly username: string
  /** The key that can only receive, and where: the one that is lent. */
  readonly key: ParsedKey
  readonly prefix: DatasetName
  readonly address: { readonly host: string; readonly port: number }
  observe(): Promise<DatasetState | null>
}
type Parties = { readonly source: TransferSource; readonly target: TransferTarget }

/** Puts a name to a refused permission, on the side that refused. */
type Explain = (error: ZerfauxError, missingOn: 'source' | 'target') => Promise<ZerfauxError>

/**
 * One stream from appliance to appliance. The whole of it is one command on the source; here we
 * lend it the agent, watch its bytes, and clean up behind it when it does not end well.
 */
export async function runTransfer(
  parties: Parties,
  step: SendStep,
  transferId: string,
  watch: Watch,
  explain: Explain,
): Promise<void> {
  watch.signal.throwIfAborted()
  const { source, target } = parties
  const [hostKey, software] = await Promise.all([target.appliance.hostKey(), source.appliance.software()])
  const hop = { ...target.address, username: target.username, hostKey }
  const command = sendCommand(source.dataset, step, hop, target.dataset, transferId)
  const revoke = source.appliance.agent.grant({
    key: target.key,
    user: target.username,
    hostKey,
    signatures: 1,
    trustUnboundSessions: isOpenSshBefore89(software),
  })
  try {
    const result = await runWatched(source.appliance, command, watch).catch(async (error: unknown) => {
      // Aborted, stalled, or our own connection was lost: either end may still be at it.
      await Promise.all([endOn(source.appliance, 'send', transferId), endOn(target.appliance, 'recv', transferId)])
      throw error
    })
    const status = parseSendStatus(result.stdout)
    if (status?.send === 0 && status.receive === 0) return
    // After a cut link the receiver may wait on a dead connection, and keeps the resume token to itself.
    await endOn(target.appliance, 'recv', transferId)
    await settle(parties, step, result, explain)
  } finally {
    revoke()
  }
}

/** Runs the command until it ends, is aborted, or moves no byte for too long. */
async function runWatched(source: SshAppliance, command: string, watch: Watch): Promise<CommandResult> {
  const stalled = new AbortController()
  let [sent, estimate] = [0, 0]
  const startClock = () =>
    setTimeout(() => {
      stalled.abort(
        new ZerfauxError('unreachable', `The transfer moved no byte for ${watch.stallSeconds} s and was ended`, {
          hint: 'Check the network between the appliances and the load of the target’s pool; the transfer goes on where it stopped.',
        }),
      )
    }, watch.stallSeconds * 1000)
  let clock = startClock()
  const onErrorLine = (text: string) => {
    const line = parseSendLine(text)
    if (line.is === 'estimate') estimate = line.bytes
    if (line.is === 'progress' && line.bytes > sent) {
      clearTimeout(clock)
      clock = startClock()
      sent = line.bytes
      watch.onBytes(sent)
    }
    return line.is !== 'complaint'
  }
  try {
    const signal = AbortSignal.any([watch.signal, stalled.signal])
    const result = await source.run(command, { agentForward: true, keepStdin: true, onErrorLine, signal })
    // The sender speaks once a second: what it moved since, or a stream of less than that, shows only here.
    if (parseSendStatus(result.stdout)?.send === 0 && estimate > sent) watch.onBytes(estimate)
    return result
  } finally {
    clearTimeout(clock)
  }
}

/** Says why a transfer ended early; returns when the snapshot is there all the same. */
async function settle(
  { source, target }: Parties,
  step: SendStep,
  { stderr, exitCode }: CommandResult,
  explain: Explain,
): Promise<void> {
  const doing = `send ${source.dataset}@${step.to.name} from ${source.name} into ${target.dataset} on ${target.name}`
  const error = stderr.trim() === '' ? endedFromOutside(doing) : zfsError(doing, stderr, exitCode)
  if (error.code === 'sign_in_refused') throw receiveKeyMissing(target, error)
  if (error.code === 'permission_missing')
    throw await explain(error, /cannot send|cannot hold/.test(stderr) ? 'source' : 'target')
  // One message of ZFS may have several causes; what the replica looks like tells which.
  if (ambiguous.has(error.code)) {
    const verdict = judgeReceive(target.dataset, await target.observe(), step)
    if (verdict.is === 'already_there') return
    if (verdict.is === 'refused' && error.code !== 'remote_rejected') throw verdict.error
  }
  throw error
}

const ambiguous: ReadonlySet<string> = new Set([
  'diverged',
  'replica_modified',
  'busy',
  'resume_token_stale',
  'remote_rejected',
])

/** An appliance that cannot be reached now has its leftovers ended by the next attempt. */
async function endOn(appliance: SshAppliance, side: TransferSide, transferId: string): Promise<void> {
  await appliance.run(endTransferCommand(side, transferId), { signal: AbortSignal.timeout(20_000) }).catch(() => {})
}

function receiveKeyMissing({ name, username, key, prefix }: TransferTarget, cause: ZerfauxError): ZerfauxError {
  const line = authorizedKeysLine(`${key.type} ${key.getPublicSSH().toString('base64')} ${key.comment}`, prefix)
  return new ZerfauxError('precondition_failed', `${name} does not accept its receive key`, {
    hint: `On ${name}, run the commands of its page “Prepare this appliance”; or add to authorized_keys of ${username}: ${line}`,
    cause,
  })
}

function endedFromOutside(doing: string): ZerfauxError {
  return new ZerfauxError('unreachable', `Could not ${doing}: it was ended from outside`, {
    hint: 'It is tried again and goes on where it stopped.',
  })
}

/** Before 8.9 `ssh` does not tell an agent which host it talks to. */
function isOpenSshBefore89(software: string): boolean {
  const version = /^OpenSSH_(\d+)\.(\d+)/.exec(software)
  if (!version) return false
  const [major, minor] = [Number(version[1]), Number(version[2])]
  return major < 8 || (major === 8 && minor < 9)
}
