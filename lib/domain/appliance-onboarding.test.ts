import { describe, expect, test } from 'vitest'
import {
  isPrepared,
  isReceiveKeyVerified,
  judgeOnboarding,
  type OnboardingFacts,
  type OnboardingRole,
  type ReceiveKeyFacts,
} from './appliance-onboarding.ts'

const accepted = { accepted: true, version: 1, prefix: 'tank/dr', escapes: [] } as const
const prepared: OnboardingFacts = {
  user: 'repl',
  isRoot: false,
  zfs: true,
  base: 'tank/dr',
  atime: 'off',
  missingPermissions: [],
  programs: { bash: true, zstd: true, mbuffer: true },
  sshVersion: [9, 2],
  forwardsAgent: true,
  receiveDoor: 'current',
  receiveKey: accepted,
  mountDoor: 'works',
  managementKey: 'restricted',
}
const wrong = (role: OnboardingRole, change: Partial<OnboardingFacts>) =>
  judgeOnboarding(role, { ...prepared, ...change }, 1)
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ code, outcome }) => `${code} ${outcome}`)

describe('an appliance', () => {
  test('that has all lacks nothing, in any role', () => {
    for (const role of ['source', 'target', 'both'] as const) {
      const checks = judgeOnboarding(role, prepared, 1)
      expect(isPrepared(checks)).toBe(true)
      expect(checks.map(({ hint }) => hint)).toEqual(checks.map(() => null))
    }
  })

  test.each<[string, Partial<OnboardingFacts>, string[]]>([
    ['without OpenZFS', { zfs: false }, ['zfs missing']],
    ['without the dataset', { atime: null }, ['dataset missing']],
    ['that counts reads as changes', { atime: 'on' }, ['atime advice']],
    ['with permissions forgotten', { missingPermissions: ['hold'] }, ['permissions missing']],
    ['without bash', { programs: { bash: false, zstd: true, mbuffer: true } }, ['bash missing']],
    ['without zstd', { programs: { bash: true, zstd: false, mbuffer: true } }, ['programs advice']],
    ['with an old ssh', { sshVersion: [8, 4] }, ['ssh_client missing']],
    ['with an ssh that is just new enough', { sshVersion: [8, 5] }, []],
    ['with an ssh that says nothing', { sshVersion: null }, ['ssh_client missing']],
    ['that forwards no agent', { forwardsAgent: false }, ['agent_forwarding missing']],
    ['without the door', { receiveDoor: 'absent' }, ['receive_door missing']],
    ['with a door that others could change', { receiveDoor: 'writable' }, ['receive_door missing']],
    ['with another door', { receiveDoor: 'other' }, ['receive_door missing']],
    ['without a sudo rule', { mountDoor: 'refused' }, ['mounting missing']],
    ['for which no receive key was made', { receiveKey: null }, ['receive_key missing']],
    ['with an open key', { managementKey: 'open' }, ['management_key advice']],
    ['signed in to by password', { managementKey: null }, []],
  ])('%s', (_, change, expected) => {
    expect(wrong('both', change)).toEqual(expected)
  })

  test('is asked only for what its role needs', () => {
    expect(wrong('source', { receiveDoor: 'absent', receiveKey: null, mountDoor: 'refused' })).toEqual([])
    expect(
      wrong('target', { programs: { ...prepared.programs, bash: false }, sshVersion: null, forwardsAgent: false }),
    ).toEqual([])
    expect(wrong('target', { isRoot: true, missingPermissions: ['hold'], mountDoor: 'refused' })).toEqual([])
  })

  test('is told the command for what is missing', () => {
    const checks = judgeOnboarding('target', { ...prepared, missingPermissions: ['hold', 'release'] }, 1)
    expect(checks).toContainEqual(
      expect.objectContaining({ code: 'permissions', hint: 'zfs allow -u repl hold,release tank/dr' }),
    )
  })
})

test.each<[string, ReceiveKeyFacts | null, boolean, string[]]>([
  ['one that receives below the prefix and does nothing else', accepted, true, []],
  ['none', null, false, ['receive_key missing']],
  ['one that is not accepted', { accepted: false, said: 'nas does not accept it' }, false, ['receive_key missing']],
  ['one for another prefix', { ...accepted, prefix: 'tank' }, false, ['receive_key missing']],
  ['one for an older door', { ...accepted, version: 0 }, false, ['receive_key missing']],
  [
    'one without a forced command',
    { accepted: true, version: null, prefix: null, escapes: ['a shell', 'sftp'] },
    false,
    ['receive_key missing', 'receive_key_only missing'],
  ],
  ['one that forwards ports', { ...accepted, escapes: ['port forwarding'] }, false, ['receive_key_only missing']],
])('a receive key: %s', (_, receiveKey, verified, expected) => {
  expect(isReceiveKeyVerified({ ...prepared, receiveKey }, 1)).toBe(verified)
  expect(wrong('target', { receiveKey })).toEqual(expected)
})
