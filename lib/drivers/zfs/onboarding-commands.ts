import type { OnboardingRole } from '../../domain/appliance-onboarding.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import { MOUNT_DOOR_PATH, MOUNT_DOOR_SCRIPT } from './mount-door-script.ts'
import { authorizedKeysLine, DOOR_PATH } from './receive-door.ts'
import { DOOR_SCRIPT } from './receive-door-script.ts'
import { shellQuote } from './shell-quote.ts'
import { requiredPermissions } from './zfs-permissions.ts'

export type OnboardingRequest = {
  readonly role: OnboardingRole
  readonly user: string
  /** The prefix, or the pool where there is none. */
  readonly base: DatasetName
  /** What Zerfaux signs in with, in OpenSSH form; null where that is a password. */
  readonly managementKey: string | null
  /** What sources are lent; null where none was made. */
  readonly receiveKey: string | null
}

/** What root runs on a Debian host with OpenZFS; doing it twice equals doing it once. */
export function onboardingCommands(request: OnboardingRequest): string {
  const { role, user, base } = request
  if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/.test(user))
    throw new ZerfauxError('invalid_input', `${user} is not a name that Debian gives to a user`)
  const isRoot = user === 'root'
  const sections = [
    ['Programs that make transfers faster, and what the rest needs', programs(role, isRoot)],
    ...(isRoot ? [] : [['The user that Zerfaux signs in as', makeUser(user)]]),
    ['Where the datasets lie; a mere read must not count as a change', dataset(base)],
    ...(isRoot ? [] : [['What the user may do there, and nowhere else', allow(role, user, base)]]),
    ...(role === 'source'
      ? []
      : [['The receive door: all that a source can reach here', install(DOOR_PATH, DOOR_SCRIPT)]]),
    ...(role === 'source' || isRoot
      ? []
      : [['Mounting and exporting below the prefix, for tests of a failover', mounting(user, base)]]),
    ['Who may sign in, and for what', keys(request)],
  ]
  const numbered = sections.map(([title, text], index) => `# ${index + 1}. ${title}\n${text}`)
  return `# Prepares this appliance for Zerfaux as ${words[role]}. Run as root; running it again changes nothing more.\n# In parentheses, so that a failure ends this and not your shell.\n(\nset -e\n\n${numbered.join('\n\n')}\n\necho 'This appliance is prepared.'\n)\n`
}

const words: Record<OnboardingRole, string> = {
  source: 'source',
  target: 'target',
  both: 'source and target',
}

/** Of both sides' permissions where the appliance is both. */
export function permissionsOfRole(role: OnboardingRole): readonly string[] {
  const { source, target } = requiredPermissions
  const all = role === 'source' ? source : role === 'target' ? target : [...source, ...target]
  return [...new Set<string>(all)].toSorted()
}

function programs(role: OnboardingRole, isRoot: boolean): string {
  const wanted = [
    'zstd',
    'mbuffer',
    ...(role === 'target' ? [] : ['bash']),
    ...(role === 'source' || isRoot ? [] : ['sudo']),
  ]
  const have = wanted.map((name) => `command -v ${name}`).join(' && ')
  return `{ ${have}; } >/dev/null || apt-get install -y --no-install-recommends ${wanted.join(' ')}`
}

function makeUser(user: string): string {
  const make = ['useradd', '--create-home', '--shell', '/bin/sh', '--password', '*', user]
  return `id -u ${shellQuote([user])} >/dev/null 2>&1 || ${shellQuote(make)}`
}

function dataset(base: DatasetName): string {
  const name = shellQuote([base])
  const make = base.includes('/')
    ? `zfs list -Ho name ${name} >/dev/null 2>&1 || zfs create -p -o canmount=off ${name}\n`
    : ''
  return `${make}zfs set atime=off ${name}`
}

function allow(role: OnboardingRole, user: string, base: DatasetName): string {
  return shellQuote(['zfs', 'allow', '-u', user, permissionsOfRole(role).join(','), base])
}

/** Written beside and moved into place, so that nobody ever starts half a script. */
function install(path: string, script: string): string {
  return `install -d -o root -g root -m 755 /usr/local/lib/zerfaux
cat > ${path}.new <<'END_OF_SCRIPT'
${script}END_OF_SCRIPT
chmod 755 ${path}.new
mv ${path}.new ${path}`
}

function mounting(user: string, base: DatasetName): string {
  // A file with a dot in its name is not read there; a colon means something in a rule.
  const file = `/etc/sudoers.d/zerfaux-${user.replaceAll('.', '_')}`
  const rule = `${user} ALL=(root) NOPASSWD: ${MOUNT_DOOR_PATH} ${base.replaceAll(':', '\\:')} *`
  return `${install(MOUNT_DOOR_PATH, MOUNT_DOOR_SCRIPT)}
echo ${shellQuote([rule])} > /usr/local/lib/zerfaux/sudoers.new
chmod 440 /usr/local/lib/zerfaux/sudoers.new
visudo -cqf /usr/local/lib/zerfaux/sudoers.new
mv /usr/local/lib/zerfaux/sudoers.new ${file}`
}

function keys({ role, user, base, managementKey, receiveKey }: OnboardingRequest): string {
  const name = shellQuote([user])
  const lines = [
    ...(managementKey === null ? [] : [managementLine(role, user, managementKey)]),
    ...(role === 'source' || receiveKey === null ? [] : [receiveLine(receiveKey, base)]),
  ]
  return `home=$(getent passwd ${name} | cut -d: -f6)
install -d -o ${name} -g "$(id -g ${name})" -m 700 "$home/.ssh"
keys=$home/.ssh/authorized_keys
touch "$keys"
${lines.join('\n')}
chown ${name}: "$keys"
chmod 600 "$keys"`
}

/** Root's own line may be an administrator's: it is added where the key is missing, and left alone where it is not. */
function managementLine(role: OnboardingRole, user: string, publicKey: string): string {
  const [type = '', key = ''] = publicKey.split(' ')
  const options = role === 'target' ? 'restrict' : 'restrict,agent-forwarding'
  const line = shellQuote([`${options} ${type} ${key} zerfaux`])
  if (user === 'root') return `grep -qF ${shellQuote([key])} "$keys" || echo ${line} >> "$keys"`
  return replaceLine(key, line)
}

function receiveLine(publicKey: string, base: DatasetName): string {
  const line = authorizedKeysLine(publicKey, base)
  return replaceLine(line.replace(/.* /, ''), shellQuote([line]))
}

/** Lines that hold the word make room for the new one; no other line is touched. */
function replaceLine(word: string, line: string): string {
  return `grep -vF ${shellQuote([word])} "$keys" > "$keys.new" || true
echo ${line} >> "$keys.new"
cat "$keys.new" > "$keys"
rm "$keys.new"`
}
