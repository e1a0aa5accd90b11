import { describe, expect, test } from 'vitest'
import type { MoRef } from './inventory.ts'
import { leftoverLabel } from './leftover.ts'
import { nobody, type Owners } from './leftover-owners.ts'
import { findShellLeftovers } from './shell-leftovers.ts'
import { marksOfShell, shellMarks } from './shell-spec.ts'
import { web01 } from './shell-plan.world.ts'

const [VCENTER, OTHER, GONE, HERE, JOB] = ['1', '2', '3', '4', '5'].map(
  (digit) => digit.repeat(8) + '-1111-4111-8111-111111111111',
) as [string, string, string, string, string]
const group = {
  id: '33333333-3333-4333-8333-333333333333',
  name: 'web',
  sourceTargetId: VCENTER,
  drTargetId: VCENTER,
  sourceDataset: 'tank/web',
  drDataset: 'dr/web',
}
const marks = marksOfShell(GONE, group.id, JOB)
const shell = {
  moref: 'vm-7' as MoRef,
  instanceUuid: 'one',
  name: 'web01',
  disks: [],
  powerState: 'powered_off' as const,
  extraConfig: marks,
}
const protecting = (id: string, vcenterId = VCENTER, shellMoref: string | null = 'vm-9'): Owners => ({
  ...nobody,
  protectedVms: [{ id, vcenterId, shellMoref }],
})
const working = (id: string, ...mentions: string[]): Owners => ({
  ...nobody,
  activeJobs: [{ id, groupId: null, mentions: new Set(mentions) }],
})

test.each<[string, Partial<typeof shell>, Owners, boolean]>([
  ['its VM has left its group', {}, protecting(HERE), true],
  ['its group is gone', {}, nobody, true],
  ['its VM is on record', {}, protecting(GONE, VCENTER, 'vm-7'), false],
  ['its VM is on record with another shell: the sync tells of two', {}, protecting(GONE), false],
  ['its VM is on record, and its shell should be elsewhere', {}, protecting(GONE, OTHER), false],
  ['another VM has it on record', {}, protecting(HERE, VCENTER, 'vm-7'), false],
  ['another VM has that MoRef on record, in another vCenter', {}, protecting(HERE, OTHER, 'vm-7'), true],
  ['the job that made it has not ended', {}, working(JOB), false],
  ['a job works for its VM', {}, working(HERE, GONE), false],
  ['a job works on it', {}, working(HERE, 'vm-7'), false],
  ['a job works on something else', {}, working(HERE, 'vm-70'), true],
  ['it bears no marks', { extraConfig: {} }, nobody, false],
  ['its role is another', { extraConfig: { ...marks, [shellMarks.role]: 'test' } }, nobody, false],
  ['it does not say whose it is', { extraConfig: { [shellMarks.role]: 'shell' } }, nobody, false],
])('%s', (_, changes, owners, isListed) => {
  expect(findShellLeftovers(VCENTER, [{ ...shell, ...changes }], owners)).toHaveLength(isListed ? 1 : 0)
})

const only = (
  changes: Partial<Omit<typeof shell, 'powerState' | 'disks'>> & Record<string, unknown> = {},
  owners = nobody,
) => findShellLeftovers(VCENTER, [{ ...shell, ...changes }], owners)[0]

describe('what is said of it', () => {
  test('which group it was made for, while that is on record', () => {
    expect(only()?.because).toMatch(/group that it was made for is not on record/)
    expect(only({}, { ...nobody, groups: [group] })?.because).toBe('The VM that it was made for has left web.')
  })

  test('empty and off, it is removed; what it takes is not known, and names alone do not tell it', () => {
    const found = only()
    expect(found).toMatchObject({
      kind: 'dr_shell',
      object: 'web01',
      tag: null,
      bytes: null,
      inTheWay: null,
      consequence: expect.stringMatching(/^Removes the VM/),
      release: { at: 'inventory', vm: 'vm-7' },
    })
    expect(found && leftoverLabel(found)).toBe('web01 (vm-7)')
  })

  test.each([
    [{ powerState: 'powered_on' }, 'it is not powered off'],
    [{ powerState: null }, 'it is not powered off'],
    [{ disks: web01.disks.slice(0, 1) }, 'it has a disk'],
    [{ disks: web01.disks.slice(0, 1), powerState: 'suspended' }, 'it has a disk and it is not powered off'],
  ])('with %o it is listed, and not to be removed', (changes, inTheWay) => {
    expect(only(changes)).toMatchObject({
      inTheWay,
      consequence: expect.stringMatching(/^Nothing, as it is now: .* power it off/),
    })
  })

  test('another VM in its place has another key; one that was started keeps it', () => {
    const keys = [{}, { instanceUuid: 'two' }, { moref: 'vm-8' as MoRef }].map((changes) => only(changes)?.key)
    expect(new Set(keys).size).toBe(3)
    expect(only({ powerState: 'powered_on' })?.key).toBe(keys[0])
  })
})
