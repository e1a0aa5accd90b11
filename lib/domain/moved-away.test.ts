import { expect, test } from 'vitest'
import { attentionFindings } from './attention-findings.ts'
import { judgePlace } from './moved-away.ts'
import type { ProtectedVmAttention } from './protected-vm-attention.ts'

const now = new Date('2026-03-10T12:00:00Z')
const shell: ProtectedVmAttention = {
  code: 'dr_shell_missing',
  message: 'gone',
  hint: 'make it',
  since: '2026-03-01T00:00:00.000Z',
}
const away: ProtectedVmAttention = { ...shell, code: 'moved_away', since: '2026-03-09T00:00:00.000Z' }

test.each([
  { case: 'it stays', was: true, marks: [], lies: 'nfs', is: true, expected: [] },
  { case: 'moved away', was: true, marks: [], lies: 'ssd', is: false, expected: [now.toISOString()] },
  { case: 'still away: since when is kept', was: false, marks: [away], lies: 'ssd', is: false, expected: [away.since] },
  { case: 'back again', was: false, marks: [away], lies: 'nfs', is: true, expected: [] },
  { case: 'never was there', was: false, marks: [], lies: 'ssd', is: false, expected: [] },
  { case: 'moved there', was: false, marks: [], lies: 'nfs', is: true, expected: [] },
  { case: 'gone from its vCenter', was: true, marks: [], lies: 'ssd', gone: true, is: false, expected: [] },
  { case: 'gone while away', was: false, marks: [away], lies: 'ssd', gone: true, is: false, expected: [away.since] },
])('$case', ({ was, marks, lies, gone = false, is, expected }) => {
  const vm = { gone, vmxPath: `[${lies}] web-01/web-01.vmx`, disks: [], datastores: [lies] }
  const judged = judgePlace({ inProtectionDatastore: was, attention: [shell, ...marks] }, vm, 'nfs', now)
  expect(judged.inProtectionDatastore).toBe(is)
  expect(judged.attention.filter(({ code }) => code === 'moved_away').map(({ since }) => since)).toEqual(expected)
  expect(judged.attention).toContainEqual(shell)
})

test('it is said where the VM lies now, and that it is there only in part', () => {
  const before = { inProtectionDatastore: true, attention: [] }
  const vm = { gone: false, vmxPath: '[nfs] sql-01/sql-01.vmx', disks: [], datastores: ['nfs', 'ssd'] }
  const data = { key: 1, datastore: 'ssd', path: 'a.vmdk', backing: 'flat', shared: false, hasParent: false } as const
  const disk = { ...data, controllerType: null, controllerBus: null, unit: null, capacityBytes: null, mode: null }
  expect(judgePlace(before, { ...vm, disks: [disk] }, 'nfs', now).attention[0]?.message).toBe(
    'Somebody moved parts of it from nfs to ssd',
  )
})

test('each mark is an alert of its own', () => {
  const found = attentionFindings({ id: 'v', name: 'web-01', groupId: 'g', attention: [away, shell] })
  expect(found).toMatchObject([
    { kind: 'vm_moved_away', severity: 'critical', fingerprint: 'vm_moved_away:v', subject: 'web-01', groupId: 'g' },
    { kind: 'dr_shell_missing', severity: 'warning', fingerprint: 'dr_shell_missing:v' },
  ])
})
