import { createHash } from 'node:crypto'
import type { OnboardingFacts, OnboardingRole } from '../../domain/appliance-onboarding.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import { DELEGATION_SCRIPT, parseDelegation } from './missing-permissions.ts'
import { MOUNT_DOOR_PATH } from './mount-door-script.ts'
import { splitParts } from './observe-script.ts'
import { permissionsOfRole } from './onboarding-commands.ts'
import { DOOR_PATH } from './receive-door.ts'
import { DOOR_SCRIPT } from './receive-door-script.ts'
import { remoteScript } from './remote-script.ts'
import type { SshAppliance } from './ssh-appliance.ts'

const SCRIPT = `
key=$2
[ "$(id -u)" -ne 0 ] || echo 'root yes'
for tool in zfs bash zstd mbuffer; do command -v "$tool" >/dev/null 2>&1 && printf 'has %s\\n' "$tool"; done
printf 'ssh %s\\n' "$(ssh -V 2>&1 | head -n 1)"
printf 'atime %s\\n' "$(zfs get -Hpo value atime "$1" 2>/dev/null)"
printf 'agent %s\\n' "\${SSH_AUTH_SOCK:+yes}"
for file in / /usr /usr/local /usr/local/lib /usr/local/lib/zerfaux ${DOOR_PATH}; do
  printf 'owner %s\\n' "$(stat -c '%u %a' "$file" 2>/dev/null)"
done
printf 'door %s\\n' "$(sha256sum < ${DOOR_PATH} 2>/dev/null | cut -d ' ' -f 1)"
if [ "$(id -u)" -eq 0 ]; then root=; else root='sudo -n'; fi
printf 'mount %s\\n' "$($root ${MOUNT_DOOR_PATH} "$1" check 2>&1 | head -n 1)"
[ -z "$key" ] || printf 'key %s\\n' "$(grep -hF "$key" ~/.ssh/authorized_keys ~/.ssh/authorized_keys2 2>/dev/null | head -n 1)"
printf '\\036\\n'
${DELEGATION_SCRIPT}`

/** Everything that the management connection can see for itself, in one round trip. */
export async function readOnboarding(
  appliance: SshAppliance,
  role: OnboardingRole,
  base: DatasetName,
  managementKey: Buffer | null,
): Promise<Omit<OnboardingFacts, 'receiveKey'>> {
  const key = managementKey?.toString('base64') ?? ''
  const command = remoteScript('sh', 'zfx-onboarding', SCRIPT, [base, key])
  const forwarded = await appliance.run(command, { agentForward: role !== 'target' }).catch((error: unknown) => {
    // sshd may refuse to forward; the rest can be looked at all the same.
    if (error instanceof ZerfauxError && error.code === 'precondition_failed') return null
    throw error
  })
  const { stdout } = forwarded ?? (await appliance.run(command))
  return parseOnboarding(stdout, role, base, managementKey !== null)
}

export function parseOnboarding(
  stdout: string,
  role: OnboardingRole,
  base: DatasetName,
  signsInWithKey: boolean,
): Omit<OnboardingFacts, 'receiveKey'> {
  const [seen = '', ...delegation] = splitParts(stdout)
  const lines = seen.split('\n').map((line) => {
    const [name = '', ...rest] = line.split(' ')
    return { name, value: rest.join(' ') }
  })
  const all = (name: string) => lines.filter((line) => line.name === name).map(({ value }) => value)
  const one = (name: string) => all(name)[0] ?? ''
  const has = new Set(all('has'))
  const { user, granted } = parseDelegation(delegation.join('\u001e\n'))
  const atime = one('atime')
  const version = /OpenSSH_(\d+)\.(\d+)/.exec(one('ssh'))
  return {
    user,
    isRoot: one('root') === 'yes',
    zfs: has.has('zfs'),
    base,
    atime: atime === 'on' || atime === 'off' ? atime : null,
    missingPermissions: permissionsOfRole(role).filter((permission) => !granted.has(permission)),
    programs: { bash: has.has('bash'), zstd: has.has('zstd'), mbuffer: has.has('mbuffer') },
    sshVersion: version ? [Number(version[1]), Number(version[2])] : null,
    forwardsAgent: one('agent') === 'yes',
    receiveDoor: doorState(one('door'), all('owner')),
    mountDoor: one('mount') === `zerfaux-mount-door 1 ${base}` ? 'works' : 'refused',
    managementKey: signsInWithKey ? keyState(one('key')) : null,
  }
}

const doorHash = createHash('sha256').update(DOOR_SCRIPT).digest('hex')

function doorState(hash: string, owners: readonly string[]): OnboardingFacts['receiveDoor'] {
  if (!/^[0-9a-f]{64}$/.test(hash)) return 'absent'
  if (!owners.every(isRootsOnly)) return 'writable'
  return hash === doorHash ? 'current' : 'other'
}

/** `0 755`: owner and mode. Neither group nor others may write. */
function isRootsOnly(owner: string): boolean {
  const [user, mode = ''] = owner.split(' ')
  return user === '0' && !(Number.parseInt(mode, 8) & 0o022)
}

function keyState(line: string): OnboardingFacts['managementKey'] {
  if (line === '') return 'unlisted'
  // Options stand first, joined by commas; their values are quoted.
  return /^(?:[a-z-]+(?:="(?:[^"\\]|\\.)*")?,)*restrict[ ,]/i.test(line) ? 'restricted' : 'open'
}
