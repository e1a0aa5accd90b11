export const onboardingRoles = ['source', 'target', 'both'] as const
export type OnboardingRole = (typeof onboardingRoles)[number]

/** What was found on an appliance, as the user that Zerfaux signs in as sees it. */
export type OnboardingFacts = {
  readonly user: string
  readonly isRoot: boolean
  readonly zfs: boolean
  /** The prefix, or the pool where there is none. */
  readonly base: string
  /** Null where the dataset is not there. */
  readonly atime: 'on' | 'off' | null
  readonly missingPermissions: readonly string[]
  readonly programs: { readonly bash: boolean; readonly zstd: boolean; readonly mbuffer: boolean }
  /** Of the ssh client, e.g. `[9, 2]`; null when there is none or it does not say. */
  readonly sshVersion: readonly [number, number] | null
  readonly forwardsAgent: boolean
  /** `writable`: others than root could change it. */
  readonly receiveDoor: 'current' | 'other' | 'writable' | 'absent'
  /** Null where Zerfaux has no receive key for it. */
  readonly receiveKey: ReceiveKeyFacts | null
  readonly mountDoor: 'works' | 'refused'
  /** Null for a sign-in by password. `unlisted`: sshd knows the key from elsewhere. */
  readonly managementKey: 'restricted' | 'open' | 'unlisted' | null
}

export type ReceiveKeyFacts =
  | { readonly accepted: false; readonly said: string }
  | {
      readonly accepted: true
      readonly version: number | null
      readonly prefix: string | null
      /** What it could do beyond receiving: `a shell`, `sftp`, `port forwarding`. */
      readonly escapes: readonly string[]
    }

export const onboardingOutcomes = ['ok', 'missing', 'advice'] as const
export type OnboardingCheck = {
  readonly code: string
  readonly title: string
  readonly outcome: (typeof onboardingOutcomes)[number]
  readonly found: string
  readonly hint: string | null
}

export const RUN_AGAIN = 'Run the commands shown here once more, as root.'

/** In the order in which one depends on the other. What a role does not need is not asked. */
export function judgeOnboarding(role: OnboardingRole, facts: OnboardingFacts, doorVersion: number): OnboardingCheck[] {
  const [sends, receives] = [role !== 'target', role !== 'source']
  return [
    check('sign_in', 'Zerfaux can sign in', true, `Signed in as ${facts.user}`),
    check(
      'zfs',
      'OpenZFS is there',
      facts.zfs,
      facts.zfs ? 'zfs runs' : 'There is no zfs program',
      'Install OpenZFS: apt-get install zfsutils-linux',
    ),
    ...datasetChecks(facts),
    ...(facts.isRoot ? [] : [permissions(facts)]),
    ...(sends ? senderChecks(facts) : []),
    ...(receives ? receiverChecks(facts, doorVersion) : []),
    programs(facts),
    ...(facts.managementKey === null ? [] : [managementKey(facts.managementKey, facts.isRoot)]),
  ]
}

/** When only the sign-in could be looked at. */
export function signInMissing(found: string, hint: string | undefined): OnboardingCheck[] {
  return [check('sign_in', 'Zerfaux can sign in', false, found, hint ?? RUN_AGAIN)]
}

/** Advice does not stand in the way. */
export function isPrepared(checks: readonly OnboardingCheck[]): boolean {
  return checks.every(({ outcome }) => outcome !== 'missing')
}

/** The receive key was seen to be accepted for receiving and for nothing else. */
export function isReceiveKeyVerified({ receiveKey, base }: OnboardingFacts, doorVersion: number): boolean {
  return (
    receiveKey !== null &&
    receiveKey.accepted &&
    receiveKey.version === doorVersion &&
    receiveKey.prefix === base &&
    receiveKey.escapes.length === 0
  )
}

function datasetChecks({ base, atime }: OnboardingFacts): OnboardingCheck[] {
  const title = `Dataset ${base} is there`
  if (atime === null)
    return [check('dataset', title, false, 'It is not there', `zfs create -p -o canmount=off -o atime=off ${base}`)]
  return [
    check('dataset', title, true, 'It is there'),
    advice('atime', 'Reading is not a change', atime === 'off', `atime is ${atime}`, `zfs set atime=off ${base}`),
  ]
}

function permissions({ user, base, missingPermissions: missing }: OnboardingFacts): OnboardingCheck {
  const found = missing.length === 0 ? 'All that is needed' : `${user} lacks ${missing.join(', ')}`
  return check(
    'permissions',
    `${user} may work below ${base}`,
    missing.length === 0,
    found,
    `zfs allow -u ${user} ${missing.join(',')} ${base}`,
  )
}

function senderChecks({ programs: { bash }, sshVersion, forwardsAgent }: OnboardingFacts): OnboardingCheck[] {
  const version = sshVersion?.join('.') ?? 'of unknown version'
  const isNew = sshVersion !== null && (sshVersion[0] > 8 || (sshVersion[0] === 8 && sshVersion[1] >= 5))
  return [
    check('bash', 'bash is there for sending', bash, bash ? 'It is there' : 'It is not there', 'apt-get install bash'),
    check(
      'ssh_client',
      'OpenSSH 8.5 or later',
      isNew,
      `OpenSSH ${version}`,
      'Update OpenSSH: with Debian 12 and later it is new enough.',
    ),
    check(
      'agent_forwarding',
      'sshd forwards our agent',
      forwardsAgent,
      forwardsAgent ? 'It does' : 'It does not',
      'Set `AllowAgentForwarding yes` in sshd_config, and let the key’s line in authorized_keys begin with `restrict,agent-forwarding`.',
    ),
  ]
}

const WRITABLE =
  'Take the right to write there from group and others: chmod go-w /usr/local /usr/local/lib /usr/local/lib/zerfaux'

const doorWords = {
  current: 'It is installed, and only root can change it',
  other: 'Another version is installed',
  writable: 'Others than root could change it',
  absent: 'It is not installed',
} as const

function receiverChecks(facts: OnboardingFacts, doorVersion: number): OnboardingCheck[] {
  const { receiveDoor, isRoot, mountDoor, base } = facts
  const mounts = mountDoor === 'works'
  return [
    check(
      'receive_door',
      'The receive door is installed',
      receiveDoor === 'current',
      doorWords[receiveDoor],
      receiveDoor === 'writable' ? WRITABLE : RUN_AGAIN,
    ),
    ...receiveKey(facts, doorVersion),
    ...(isRoot
      ? []
      : [
          check(
            'mounting',
            `Mounting and exporting below ${base} is allowed`,
            mounts,
            mounts ? 'The sudo rule works' : 'sudo refuses it',
            RUN_AGAIN,
          ),
        ]),
  ]
}

function receiveKey({ receiveKey: key, base }: OnboardingFacts, doorVersion: number): OnboardingCheck[] {
  const title = 'The receive key is accepted'
  if (key === null)
    return [
      check(
        'receive_key',
        title,
        false,
        'Zerfaux has no receive key for this appliance',
        'Make one here, then run the commands.',
      ),
    ]
  if (!key.accepted) return [check('receive_key', title, false, key.said, RUN_AGAIN)]
  const bare = key.version === null
  const found = bare
    ? 'It is accepted, but not for the receive door'
    : key.version !== doorVersion
      ? `It leads to version ${key.version} of the door, needed is ${doorVersion}`
      : `It receives below ${key.prefix}`
  const only = key.escapes.length === 0
  return [
    check('receive_key', title, !bare && key.version === doorVersion && key.prefix === base, found, RUN_AGAIN),
    check(
      'receive_key_only',
      'The receive key can do nothing else',
      only,
      only ? 'No shell, no sftp, no port forwarding' : `It could use ${key.escapes.join(', ')}`,
      'Remove other lines with this key from authorized_keys, then run the commands shown here once more.',
    ),
  ]
}

function programs({ programs: { zstd, mbuffer } }: OnboardingFacts): OnboardingCheck {
  const missing = [...(zstd ? [] : ['zstd']), ...(mbuffer ? [] : ['mbuffer'])]
  const found = missing.length === 0 ? 'zstd and mbuffer are there' : `Missing: ${missing.join(', ')}`
  return advice(
    'programs',
    'Programs for compressed and steady transfers',
    missing.length === 0,
    found,
    `apt-get install ${missing.join(' ')}`,
  )
}

function managementKey(key: NonNullable<OnboardingFacts['managementKey']>, isRoot: boolean): OnboardingCheck {
  const words = {
    restricted: 'Its line begins with restrict',
    open: 'Its line allows a terminal and port forwarding too',
    unlisted: 'It is not in ~/.ssh/authorized_keys',
  }
  const hint = isRoot ? 'Let the key’s line in authorized_keys begin with `restrict,agent-forwarding`.' : RUN_AGAIN
  return advice('management_key', 'The sign-in key is restricted', key === 'restricted', words[key], hint)
}

function check(code: string, title: string, ok: boolean, found: string, hint?: string): OnboardingCheck {
  return { code, title, outcome: ok ? 'ok' : 'missing', found, hint: ok ? null : (hint ?? null) }
}

function advice(code: string, title: string, ok: boolean, found: string, hint: string): OnboardingCheck {
  return { code, title, outcome: ok ? 'ok' : 'advice', found, hint: ok ? null : hint }
}
