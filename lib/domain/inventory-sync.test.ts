import { expect, test } from 'vitest'
import { MoRef, type VmRecord } from './inventory.ts'
import { InventorySync, type KnownVm } from './inventory-sync.ts'

/** `'vm-1 i1 h1'`: MoRef, instance UUID, content. */
const known = (...specs: string[]): KnownVm[] =>
  specs.map((spec) => {
    const [moref = '', instanceUuid = '', contentHash = ''] = spec.split(' ')
    return {
      id: `row ${moref}`,
      moref,
      name: `name ${instanceUuid}`,
      instanceUuid,
      biosUuid: `bios ${instanceUuid}`,
      vmxPath: `[nfs] ${instanceUuid}.vmx`,
      contentHash,
    }
  })

const found = (...specs: string[]) =>
  known(...specs).map(({ moref, name, instanceUuid, biosUuid, vmxPath, contentHash }) => ({
    contentHash,
    record: { moref: MoRef.parse(moref), name, instanceUuid, biosUuid, vmxPath } as VmRecord,
  }))

function sync(before: KnownVm[], ...pages: ReturnType<typeof found>[]) {
  const run = new InventorySync(before)
  const changed = pages.flatMap((page) => run.takePage(page).changed.map(({ id }) => id))
  const early = run.takeNewcomers().map(({ record }) => record.moref)
  const { added, relinked, gone, counts } = run.finish()
  return {
    changed,
    added: [...early, ...added.map(({ record }) => record.moref)],
    relinked: relinked.map(({ id, vm }) => `${id} > ${vm.record.moref}`),
    gone,
    counts,
  }
}

test('a first sync adds everything', () => {
  expect(sync([], found('vm-1 i1 a'), found('vm-2 i2 a'))).toMatchObject({
    added: ['vm-1', 'vm-2'],
    counts: { vmsFound: 2, vmsAdded: 2, vmsGone: 0 },
  })
})

test('added, changed, gone and re-registered are told apart', () => {
  const result = sync(
    known('vm-1 i1 a', 'vm-2 i2 a', 'vm-3 i3 a', 'vm-4 i4 a'),
    found('vm-1 i1 a', 'vm-2 i2 b', 'vm-9 i4 a', 'vm-8 i8 a'),
  )
  expect(result).toEqual({
    changed: ['row vm-2'],
    added: ['vm-8'],
    relinked: ['row vm-4 > vm-9'],
    gone: ['row vm-3'],
    counts: { vmsFound: 4, vmsAdded: 1, vmsChanged: 1, vmsRelinked: 1, vmsGone: 1 },
  })
})

test('a MoRef that was handed out again is another VM', () => {
  expect(sync(known('vm-1 i1 a'), found('vm-1 i2 a'))).toMatchObject({ added: ['vm-1'], gone: ['row vm-1'] })
})

test('a copy with the instance UUID of a VM that is still there is a new VM', () => {
  expect(sync(known('vm-1 i1 a'), found('vm-1 i1 a', 'vm-2 i1 a'))).toMatchObject({
    added: ['vm-2'],
    relinked: [],
    gone: [],
  })
})

test('two newcomers with the identity of one vanished VM: only one takes its place', () => {
  const { relinked, added } = sync(known('vm-1 i1 a'), found('vm-2 i1 a', 'vm-3 i1 a'))
  expect([relinked, added]).toEqual([['row vm-1 > vm-2'], ['vm-3']])
})

test('two VMs that each have the other’s MoRef are both found again', () => {
  expect(sync(known('vm-1 i1 a', 'vm-2 i2 a'), found('vm-1 i2 a', 'vm-2 i1 a'))).toMatchObject({
    relinked: ['row vm-2 > vm-1', 'row vm-1 > vm-2'],
    added: [],
    gone: [],
  })
})

test.each([
  ['the vmx path, under another name', { name: 'renamed' }, ['row vm-1 > vm-2']],
  ['the name, where it lies elsewhere', { vmxPath: '[other] x.vmx' }, ['row vm-1 > vm-2']],
  ['nothing but the BIOS UUID', { name: 'renamed', vmxPath: '[other] x.vmx' }, []],
  ['another BIOS UUID', { biosUuid: 'other' }, []],
])('without instance UUIDs, the BIOS UUID and %s', (_, other, relinked) => {
  const before = known('vm-1 x a').map((vm) => ({ ...vm, instanceUuid: null }))
  const after = found('vm-2 x a').map((vm) => ({ ...vm, record: { ...vm.record, instanceUuid: null, ...other } }))
  expect(sync(before, after).relinked).toEqual(relinked)
})

test('without instance UUIDs, a guess between two is not made', () => {
  const before = known('vm-1 x a').map((vm) => ({ ...vm, instanceUuid: null }))
  const after = found('vm-2 x a').map((vm) => ({ ...vm, record: { ...vm.record, instanceUuid: null } }))
  expect(sync(before, after).relinked).toEqual(['row vm-1 > vm-2'])
  const twins = [...before, ...known('vm-5 x a').map((vm) => ({ ...vm, instanceUuid: null }))]
  expect(sync(twins, after)).toMatchObject({ relinked: [], added: ['vm-2'] })
})
