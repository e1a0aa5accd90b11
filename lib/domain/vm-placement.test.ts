import { describe, expect, test } from 'vitest'
import type { VmDisk } from './inventory.ts'
import { datastorePath, liesWhollyOn, onlyDatastore } from './vm-placement.ts'

const disk = (datastore: string | null): VmDisk => ({
  key: 2000,
  controllerType: null,
  controllerBus: null,
  unit: null,
  datastore,
  path: null,
  capacityBytes: null,
  mode: null,
  backing: null,
  shared: false,
  hasParent: false,
})

describe('where a VM lies', () => {
  test.each([
    { case: 'all of it there', home: 'a', disks: ['a', 'a'], datastores: ['a'], on: 'a' },
    { case: 'an ISO from elsewhere does not count', home: 'a', disks: ['a'], datastores: ['a', 'iso'], on: 'a' },
    { case: 'one disk elsewhere', home: 'a', disks: ['a', 'b'], datastores: ['a', 'b'], on: null },
    { case: 'its home elsewhere', home: 'b', disks: ['a'], datastores: ['a', 'b'], on: null },
    { case: 'a disk whose place is unknown', home: 'a', disks: [null], datastores: ['a'], on: null },
    { case: 'home unknown, one datastore', home: null, disks: ['a'], datastores: ['a'], on: 'a' },
    { case: 'home unknown, two datastores', home: null, disks: ['a'], datastores: ['a', 'b'], on: null },
    { case: 'without disks', home: 'a', disks: [], datastores: ['a'], on: 'a' },
    { case: 'nothing known', home: null, disks: [], datastores: [], on: null },
  ])('$case', ({ home, disks, datastores, on }) => {
    const vm = { vmxPath: home && `[${home}] vm/vm.vmx`, disks: disks.map(disk), datastores }
    expect(onlyDatastore(vm)).toBe(on)
    expect(liesWhollyOn(vm, 'a')).toBe(on === 'a')
  })

  test.each([
    ['[nfs-01] web/web.vmx', { datastore: 'nfs-01', path: 'web/web.vmx' }],
    ['[nfs %2f 1] web [old]/web.vmx', { datastore: 'nfs / 1', path: 'web [old]/web.vmx' }],
    ['[a%252f] x', { datastore: 'a%2f', path: 'x' }],
    ['web.vmx', null],
  ])('%s', (text, expected) => {
    expect(datastorePath(text)).toEqual(expected)
  })
})
