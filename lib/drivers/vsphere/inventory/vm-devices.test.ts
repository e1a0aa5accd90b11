import { describe, expect, test } from 'vitest'
import { record, ref } from '../testing/canned-vm.ts'

describe('the devices of a VM', () => {
  test.each([
    {
      case: 'standard',
      type: 'VirtualVmxnet3',
      backing: { network: ref('Network', 'network-12'), deviceName: 'old name' },
      expected: ['vmxnet3', 'VM Network'],
    },
    {
      case: 'distributed, by key',
      type: 'VirtualE1000e',
      backing: { port: { portgroupKey: 'dvportgroup-4711' } },
      expected: ['e1000e', 'prod-web'],
    },
    {
      case: 'opaque, by id',
      type: 'VirtualSriovEthernetCard',
      backing: { opaqueNetworkId: 'nsx-1' },
      expected: ['sriov_ethernet_card', 'segment'],
    },
    {
      case: 'gone, so by the name it had',
      type: 'VirtualPCNet32',
      backing: { network: ref('Network', 'network-99'), deviceName: 'old name' },
      expected: ['pcnet32', 'old name'],
    },
    {
      case: 'unknown',
      type: 'VirtualVmxnet3Vrdma',
      backing: { port: { portgroupKey: 'dvportgroup-99' } },
      expected: ['vmxnet3_vrdma', null],
    },
  ])('a NIC on a network that is $case', ({ type, backing, expected: [nicType, network] }) => {
    const nic = { $type: type, key: 4000, backing }
    expect(record({ 'config.hardware.device': [nic] }).nics).toEqual([{ key: 4000, type: nicType, mac: null, network }])
  })

  test('a kind of NIC that is newer than the schema is known by its MAC', () => {
    const nic = { $type: 'VirtualVmxnet9', key: 4001, macAddress: '00:50:56:00:00:01' }
    expect(record({ 'config.hardware.device': [nic, { $type: 'VirtualUSB', key: 1 }] }).nics).toHaveLength(1)
  })

  test('a disk knows its controller, its place on the datastore and its size', () => {
    const controller = { $type: 'ParaVirtualSCSIController', key: 1001, busNumber: 1 }
    const file = {
      $type: 'VirtualDiskFlatVer2BackingInfo',
      fileName: '[nfs %2f 1] web [old]/web.vmdk',
      datastore: ref('Datastore', 'datastore-11'),
      diskMode: 'persistent',
    }
    const disk = {
      $type: 'VirtualDisk',
      key: 2016,
      controllerKey: 1001,
      unitNumber: 8,
      capacityInKB: 1,
      capacityInBytes: 1500,
      backing: file,
    }
    expect(record({ 'config.hardware.device': [controller, disk] }).disks).toEqual([
      {
        key: 2016,
        controllerType: 'ParaVirtualSCSIController',
        controllerBus: 1,
        unit: 8,
        datastore: 'nfs / 1',
        path: 'web [old]/web.vmdk',
        capacityBytes: 1500,
        mode: 'persistent',
        backing: 'flat',
        shared: false,
        hasParent: false,
      },
    ])
    expect(record({ 'config.hardware.device': [controller, disk] }).controllers).toEqual([
      { key: 1001, type: 'ParaVirtualSCSIController', bus: 1 },
    ])
  })

  test.each([
    {
      case: 'a raw device',
      backing: { $type: 'VirtualDiskRawDiskMappingVer1BackingInfo' },
      is: { backing: 'raw_device' },
    },
    {
      case: 'an older raw device',
      backing: { $type: 'VirtualDiskRawDiskVer2BackingInfo' },
      is: { backing: 'raw_device' },
    },
    { case: 'a sparse file', backing: { $type: 'VirtualDiskSparseVer2BackingInfo' }, is: { backing: 'other' } },
    { case: 'a delta', backing: { parent: { fileName: '[nfs] base.vmdk' } }, is: { hasParent: true } },
    { case: 'written to by many', backing: { sharing: 'sharingMultiWriter' }, is: { shared: true } },
    { case: 'written to by one', backing: { sharing: 'sharingNone' }, is: { shared: false } },
    { case: 'on a shared bus', backing: {}, bus: 'virtualSharing', is: { shared: true } },
    { case: 'on a bus of its own', backing: {}, bus: 'noSharing', is: { shared: false } },
    { case: 'without a backing', is: { backing: null, shared: false, hasParent: false } },
  ])('a disk that is $case', ({ backing, bus, is }) => {
    const controller = { $type: 'VirtualLsiLogicController', key: 1000, ...(bus !== undefined && { sharedBus: bus }) }
    const disk = { $type: 'VirtualDisk', key: 2000, controllerKey: 1000, ...(backing && { backing }) }
    expect(record({ 'config.hardware.device': [controller, disk] }).disks).toMatchObject([is])
  })

  test('is encrypted by its home or by a disk, and has a TPM where it has one', () => {
    const disk = (backing: object) => ({ 'config.hardware.device': [{ $type: 'VirtualDisk', key: 1, backing }] })
    expect(record(disk({}))).toMatchObject({ isEncrypted: false, hasVtpm: false })
    expect(record(disk({ keyId: { keyId: 'k' } }))).toMatchObject({ isEncrypted: true })
    expect(record({ ...disk({}), 'config.keyId': { keyId: 'k' } })).toMatchObject({ isEncrypted: true })
    expect(record({ 'config.hardware.device': [{ $type: 'VirtualTPM', key: 1 }] }).hasVtpm).toBe(true)
    expect(record({ 'config.bootOptions.efiSecureBootEnabled': true }).secureBoot).toBe(true)
  })

  test('controllers are those that disks can hang on', () => {
    const device = [
      'VirtualNVMEController',
      'VirtualAHCIController',
      'VirtualIDEController',
      'VirtualUSBController',
    ].map(($type, at) => ({ $type, key: at, busNumber: at }))
    expect(record({ 'config.hardware.device': device }).controllers.map(({ type }) => type)).toEqual([
      'VirtualNVMEController',
      'VirtualAHCIController',
      'VirtualIDEController',
    ])
  })

  test('an old disk has its size in KiB; a raw device may have no file', () => {
    const disks = [
      { $type: 'VirtualDisk', key: 1, capacityInKB: 2 },
      { $type: 'VirtualDisk', key: 2, backing: { fileName: 'no brackets' } },
    ]
    expect(record({ 'config.hardware.device': disks }).disks).toMatchObject([
      { capacityBytes: 2048, controllerType: null, datastore: null, path: null },
      { capacityBytes: null, path: 'no brackets' },
    ])
  })
})
