import { ZerfauxError } from '../../domain/errors.ts'
import type { SendStep } from '../../domain/zfs-state.ts'
import { runDirect } from './direct-transfer.ts'
import { endTransferCommand } from './end-transfer-script.ts'
import { authorizedKeysLine } from './receive-door.ts'
import { judgeReceive } from './receive-verdict.ts'
import { runRelay } from './relay-transfer.ts'
import type { SshAppliance } from './ssh-appliance.ts'
import type { TransferSource, TransferTarget } from './transfer-ends.ts'
import { TransferMonitor } from './transfer-monitor.ts'
import type { RecordedProcess, TransferSide } from './transfer-report.ts'
import type { Watch, Way } from './zfs-driver.ts'
import { zfsError } from './zfs-errors.ts'

type Parties = { readonly source: TransferSource; readonly target: TransferTarget }

/** Puts a name to a refused permission, on the side that refused. */
type Explain = (error: ZerfauxError, missingOn: 'source' | 'target') => Promise<ZerfauxError>

/** One stream from one appliance to the other: begun, watched, and cleaned up behind when it does not end well. */
export async function runTransfer(
  parties: Parties,
  step: SendStep,
  { transferId, way }: { readonly transferId: string; readonly way: Way },
  watch: Watch,
  explain: Explain,
): Promise<void> {
  watch.signal.throwIfAborted()
  const { source, target } = parties
  const { compression } = way
  const monitor = new TransferMonitor(watch, compression, source.name)
  const end = () =>
    Promise.all([
      endOn(source.appliance, 'send', transferId, monitor.processes.get('send')),
      endOn(target.appliance, 'recv', transferId, monitor.processes.get('recv')),
    ])
  try {
    const run = way.transport === 'relay' ? runRelay : runDirect
    const outgoing = { dataset: source.dataset, step, transferId, compression }
    const outcome = await run(source, target, outgoing, monitor).catch(async (error: unknown) => {
      // Aborted, stalled, or our own connection was lost: either end may still be at it.
      await end()
      throw error
    })
    if (outcome.ok) return monitor.succeeded()
    // After a cut link the receiver may wait on a dead connection, and keeps the resume token to itself.
    await end()
    await settle(parties, step, { stderr: monitor.complaints, exitCode: outcome.exitCode }, explain)
  } finally {
    monitor.stop()
  }
}

/** Says why a transfer ended early; returns when the snapshot is there all the same. */
async function settle(
  { source, target }: Parties,
  step: SendStep,
  { stderr, exitCode }: { readonly stderr: string; readonly exitCode: number },
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
async function endOn(
  appliance: SshAppliance,
  side: TransferSide,
  transferId: string,
  recorded: RecordedProcess | undefined,
): Promise<void> {
  const command = endTransferCommand(side, transferId, recorded)
  await appliance.run(command, { signal: AbortSignal.timeout(20_000) }).catch(() => {})
}

function receiveKeyMissing({ name, door }: TransferTarget, cause: ZerfauxError): ZerfauxError {
  const { username, key, prefix } = door()
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
