import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { DatasetName } from '../../domain/zfs-names.ts'
import { MOUNT_DOOR_SCRIPT } from './mount-door-script.ts'
import { onboardingCommands, type OnboardingRequest } from './onboarding-commands.ts'
import { parseOnboarding } from './onboarding-facts.ts'
import { DOOR_SCRIPT } from './receive-door-script.ts'
import { makeReceiveKey } from './receive-key.ts'

const base = DatasetName.parse('tank/dr')
const { publicKey } = makeReceiveKey('0123456789ab')
const request: OnboardingRequest = {
  role: 'both',
  user: 'repl',
  base,
  managementKey: 'ssh-ed25519 AAAAC3Nza me@here',
  receiveKey: publicKey,
}

test('the commands are ones that a shell can read, for every role and user', () => {
  for (const role of ['source', 'target', 'both'] as const) {
    for (const user of ['root', 'repl', 'a.b']) {
      for (const key of [null, publicKey]) {
        const text = onboardingCommands({ ...request, role, user, receiveKey: key, managementKey: key })
        execFileSync('sh', ['-n'], { input: text })
      }
    }
  }
})

test('a source is told of no receive key, and its sign-in may forward an agent', () => {
  const text = onboardingCommands({ ...request, role: 'source' })
  expect(text).toContain('restrict,agent-forwarding ssh-ed25519 AAAAC3Nza zerfaux')
  expect(text).toContain('zfs allow -u repl bookmark,destroy,hold,mount,release,send,snapshot,userprop tank/dr')
  expect(text).not.toContain('receive-door')
})

test('a target gets both doors, a restricted sign-in and a rule for exactly one program', () => {
  const text = onboardingCommands({ ...request, role: 'target' })
  expect(text).toContain('restrict ssh-ed25519 AAAAC3Nza zerfaux')
  expect(text).toContain('restrict,command="/usr/local/lib/zerfaux/receive-door tank/dr" ssh-ed25519')
  expect(text).toContain(DOOR_SCRIPT)
  expect(text).toContain(MOUNT_DOOR_SCRIPT)
  expect(text).toContain("'repl ALL=(root) NOPASSWD: /usr/local/lib/zerfaux/mount-door tank/dr *'")
})

test('for root there is nothing to delegate, and its lines in authorized_keys stay', () => {
  const text = onboardingCommands({ ...request, user: 'root' })
  for (const word of ['zfs allow', 'useradd', 'sudoers']) expect(text).not.toContain(word)
  expect(text).toContain('grep -qF AAAAC3Nza "$keys" || echo')
})

test.each(['re pl', 'x;reboot', '-x', 'a$b', ''])('%j is no user to make', (user) => {
  expect(() => onboardingCommands({ ...request, user })).toThrow('not a name that Debian gives')
})

const seen = (change: (text: string) => string) =>
  parseOnboarding(
    change(`has zfs
has bash
has zstd
ssh OpenSSH_9.2p1 Debian-2+deb12u7, OpenSSL 3.0.17 1 Jul 2025
atime off
agent yes
owner 0 755
owner 0 755
door ${'0'.repeat(64)}
mount zerfaux-mount-door 1 tank/dr
key restrict,command="x \\" y",agent-forwarding ssh-ed25519 AAAA zerfaux
\u001e
repl
repl users
tank/dr
\u001e
---- Permissions on tank/dr ---------------------------------------
Local+Descendent permissions:
\tuser repl send,snapshot,hold,release,bookmark,destroy,mount
`),
    'source',
    base,
    true,
  )

test('what an appliance says of itself', () => {
  expect(seen((text) => text)).toMatchObject({
    user: 'repl',
    isRoot: false,
    zfs: true,
    atime: 'off',
    missingPermissions: ['userprop'],
    programs: { bash: true, zstd: true, mbuffer: false },
    sshVersion: [9, 2],
    forwardsAgent: true,
    receiveDoor: 'other',
    mountDoor: 'works',
    managementKey: 'restricted',
  })
  expect(seen((text) => text.replace('atime off', 'atime '))).toMatchObject({ atime: null })
  expect(seen((text) => text.replace('owner 0 755', 'owner 0 775'))).toMatchObject({ receiveDoor: 'writable' })
  expect(seen((text) => text.replace('owner 0 755', 'owner 1000 755'))).toMatchObject({ receiveDoor: 'writable' })
  expect(seen((text) => text.replace(/door 0+/, 'door '))).toMatchObject({ receiveDoor: 'absent' })
  expect(seen((text) => text.replace(/restrict.* ssh-/, 'ssh-'))).toMatchObject({ managementKey: 'open' })
  expect(seen((text) => text.replace(/restrict,/, 'no-pty,'))).toMatchObject({ managementKey: 'open' })
  expect(seen((text) => text.replace(/key .*\n/, 'key \n'))).toMatchObject({ managementKey: 'unlisted' })
  expect(seen((text) => text.replace(/mount zer.*/, 'mount sudo: a password is required'))).toMatchObject({
    mountDoor: 'refused',
  })
})
