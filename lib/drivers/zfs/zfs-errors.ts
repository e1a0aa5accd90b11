import { DOOR_VERSION } from './receive-door-script.ts'
import { ZerfauxError, type ErrorCode } from '../../domain/errors.ts'

type Known = { readonly says: RegExp; readonly code: ErrorCode; readonly hint?: string }

/**
 * What ZFS, ssh and our scripts say, and what it means to us. The first that matches counts, so
 * causes stand before what merely follows from them. Words of OpenZFS 2.1 to 2.3; the test has
 * the full samples.
 */
const known: readonly Known[] = [
  {
    says: new RegExp(
      `zerfaux-door (?!${DOOR_VERSION}:)\\d+: |receive-door: (No such file|not found)|receive-door: .*(not found|Permission denied)`,
    ),
    code: 'precondition_failed',
    hint: `The target’s receive door is missing or not of version ${DOOR_VERSION}: install it with the commands of the target’s page “Prepare this appliance”.`,
  },
  {
    says: /zerfaux-door \d+: lacks/,
    code: 'precondition_failed',
    hint: 'Install that program on the target, in /usr/bin or /usr/local/bin.',
  },
  {
    says: /zerfaux: zstd is not installed/,
    code: 'precondition_failed',
    hint: 'Install zstd there, or let the group send its blocks as they are.',
  },
  {
    says: /zerfaux-door \d+: refused: outside/,
    code: 'precondition_failed',
    hint: 'The receive key’s line in authorized_keys on the target allows another prefix: take the line of its page “Prepare this appliance”.',
  },
  {
    says: /(dataset|inherited) key must be loaded/,
    code: 'precondition_failed',
    hint: 'The dataset is encrypted and its key is not loaded there: zfs load-key on the appliance that says so, then run again.',
  },
  {
    says: /IV set guid mismatch/,
    code: 'precondition_failed',
    hint: 'That dataset was received raw, and raw and plain streams do not mix. Choose another DR dataset, and keep this one until the new one is verified.',
  },
  {
    says: /: permission denied$|insufficient privileges|must be run as root/im,
    code: 'permission_missing',
    hint: 'Delegate it with `zfs allow`, or sign in as root.',
  },
  {
    says: /out of space|No space left on device|quota exceeded|Disc quota exceeded|Disk quota exceeded/i,
    code: 'target_full',
    hint: 'Free space on the target, raise its quota or shorten its retention; the transfer then goes on where it stopped.',
  },
  {
    says: /contains partially-complete state/,
    code: 'busy',
    hint: 'Finish or discard the interrupted receive first.',
  },
  {
    says: /has been modified\s+since most recent snapshot/,
    code: 'replica_modified',
    hint: 'Something writes to the replica. Keep what is needed, roll it back to its latest recovery point and leave it unmounted.',
  },
  {
    says: /most recent snapshot of .+ does not\s+match|destination .+ exists\s+must specify -F/,
    code: 'diverged',
    hint: 'Roll the replica back to the last common recovery point, or send it anew into another dataset.',
  },
  {
    says: /cannot resume send|used in the initial send|resume token is corrupt|cannot receive resume stream: (?!checksum|dataset is busy|failed to read)/,
    code: 'resume_token_stale',
    hint: 'Discard the partial receive on the target, then run again.',
  },
  {
    says: /zerfaux: dataset /,
    code: 'precondition_failed',
    hint: 'The appliance is not as it was when this was planned. Read its state and plan again.',
  },
  {
    says: /zerfaux: (snapshot|bookmark) .*has (another )?guid|destination already exists|dataset already exists|snapshot .+ already exists/,
    code: 'snapshot_name_taken',
    hint: 'Another snapshot has taken that name. Read the appliance’s state and plan again.',
  },
  {
    says: /has dependent clones|it's being held|dataset is busy|zerfaux: an earlier attempt does not end|pool or dataset is busy/,
    code: 'busy',
    hint: 'Release the holds, remove the clones, leave the mounted snapshot or wait for the running transfer, then try again.',
  },
  {
    says: /bad configuration option: knownhostscommand/i,
    code: 'precondition_failed',
    hint: 'Update OpenSSH on the source appliance to 8.5 or later: it then checks the target’s host key without a file being left there.',
  },
  {
    says: /(sh|exec|env|bash):.* (zfs|zpool|bash): (command )?not found|: zfs: not found/,
    code: 'precondition_failed',
    hint: 'Install OpenZFS and bash on the appliance, within PATH, /usr/sbin or /usr/local/sbin.',
  },
  {
    says: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    code: 'identity_changed',
    hint: 'The address at which the source reaches the target answers with another host key than the pinned one.',
  },
  {
    says: /Permission denied \([a-z,-]+\)/,
    code: 'sign_in_refused',
    hint: 'The target did not accept the sign-in from the source: check `from=` and `restrict` in its authorized_keys, and AllowUsers.',
  },
  {
    says: /does not exist|could not find any snapshots|No such process|no such pool|cannot open/,
    code: 'not_found',
    hint: 'Check the names, and that the pool is imported.',
  },
  {
    says: /^(Killed|Terminated)|incomplete stream|failed to read from stream|Broken pipe|signal received|Connection (refused|reset|closed|timed out)|No route to host|Network is unreachable|Could not resolve hostname|not responding|Operation timed out/m,
    code: 'unreachable',
    hint: 'Check the network between the appliances; the transfer goes on where it stopped.',
  },
]

/** `doing` is what the operator would call it: `receive tank/g@zfx_… into dr/g on dr-nas-1`. */
export function zfsError(doing: string, said: string, exitCode: number | null = null): ZerfauxError {
  const match = known.find(({ says }) => says.test(said))
  const found = firstWords(said) || (exitCode === null ? 'it ended without a word' : `exit status ${exitCode}`)
  return new ZerfauxError(match?.code ?? 'remote_rejected', `Could not ${doing}: ${found}`, { hint: match?.hint })
}

/** What matters of an answer: without usage texts, warnings' tails and advice that ZFS gives to people at a shell. */
function firstWords(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('@@@'))
  const first = lines.find((line) => /^(cannot|warning: cannot|zerfaux(-door \d+)?:)/.test(line)) ?? lines[0] ?? ''
  const facts = lines.filter(
    (line) => line !== first && /^zerfaux: (holds|clones|mounted at|sent by process) (?!-?$)/.test(line),
  )
  return [first, ...facts].join('; ').replaceAll('zerfaux: ', '').slice(0, 500)
}
