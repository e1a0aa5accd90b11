import { expect, test } from 'vitest'
import { filesElsewhere } from './files-elsewhere.ts'
import { moveFault } from './move-fault.ts'
import { folderFor, nameClash } from './name-clash.ts'

const disk = (datastore: string | null, path: string) => ({
  key: 2000,
  controllerType: null,
  controllerBus: null,
  unit: null,
  datastore,
  path,
  capacityBytes: null,
  mode: null,
  backing: 'flat' as const,
  shared: false,
  hasParent: false,
})

test.each([
  { case: 'all of it there', vmx: '[nfs] a/a.vmx', on: 'nfs', files: ['[nfs] a/a.nvram'], expected: [] },
  { case: 'the home elsewhere', vmx: '[ssd] a/a.vmx', on: 'nfs', files: [], expected: ['[ssd] a/a.vmx'] },
  { case: 'a disk elsewhere', vmx: '[nfs] a/a.vmx', on: 'ssd', files: [], expected: ['[ssd] a/a.vmdk'] },
  { case: 'a disk of which nothing is known', vmx: '[nfs] a/a.vmx', on: null, files: [], expected: ['[?] a/a.vmdk'] },
  {
    case: 'another file elsewhere',
    vmx: '[nfs] a/a.vmx',
    on: 'nfs',
    files: ['[ssd] a/a.nvram'],
    expected: ['[ssd] a/a.nvram'],
  },
  {
    case: 'a swap file may be where its host keeps it',
    vmx: '[nfs] a/a.vmx',
    on: 'nfs',
    files: ['[ssd] a-1.vswp'],
    expected: [],
  },
  {
    case: 'an unknown home is not there',
    vmx: null,
    on: 'nfs',
    files: [],
    expected: ['its home, of which nothing is known'],
  },
])('$case', ({ vmx, on, files, expected }) => {
  expect(filesElsewhere({ vmxPath: vmx, disks: [disk(on, 'a/a.vmdk')], files }, 'nfs')).toEqual(expected)
})

test.each([
  { case: 'nothing lies there', found: [], home: '[ssd] web/web.vmx', on: 'ssd', clash: false },
  { case: 'somebody else’s lies there', found: [{}], home: '[ssd] web/web.vmx', on: 'ssd', clash: true },
  { case: 'its own home lies there', found: [{}], home: '[nfs] web/web.vmx', on: 'ssd', clash: false },
  { case: 'its own disk lies there', found: [{}], home: '[ssd] web/web.vmx', on: 'nfs', clash: false },
])('a folder of its name: $case', ({ found, home, on, clash }) => {
  const vm = { name: 'web', vmxPath: home, disks: [disk(on, 'web/web.vmdk')] }
  expect(nameClash(vm, 'nfs', found)?.code).toBe(clash ? 'name_clash' : undefined)
})

test('a folder’s name is what a file’s name can be', () => {
  expect(folderFor({ name: 'a/b\\c%d' })).toBe('a_b_c_d')
})

test.each([
  ['FileLocked', 'precondition_failed', 'ask_operator'],
  ['InsufficientResourcesFault', 'precondition_failed', 'ask_operator'],
  ['NoPermission', 'permission_missing', 'ask_operator'],
  ['TaskInProgress', 'busy', 'retry'],
  ['HostNotConnected', 'unreachable', 'retry'],
  ['NeverHeardOf', 'remote_rejected', 'give_up'],
  [null, 'remote_rejected', 'give_up'],
])('%s', (faultType, code, recovery) => {
  const error = moveFault('web-01', { faultType, faultMessage: 'as it was said' })
  expect(error).toMatchObject({ code, recovery })
  expect(error.message).toContain('as it was said')
  expect(error.hint).toBeTruthy()
})
