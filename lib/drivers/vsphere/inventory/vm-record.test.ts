import { describe, expect, test } from 'vitest'
import { record, ref } from '../testing/canned-vm.ts'

describe('a VM', () => {
  test('that tells nothing is unknown, not zero', () => {
    expect(record({ name: 'gone' })).toEqual({
      moref: 'vm-1',
      instanceUuid: null,
      biosUuid: null,
      name: 'gone',
      folder: null,
      cluster: null,
      host: null,
      resourcePool: null,
      powerState: null,
      guestId: null,
      guestOs: null,
      firmware: null,
      hardwareVersion: null,
      cpus: null,
      coresPerSocket: null,
      memoryBytes: null,
      nics: [],
      disks: [],
      controllers: [],
      vmxPath: null,
      isEncrypted: null,
      hasVtpm: null,
      secureBoot: null,
      datastores: [],
      toolsStatus: null,
      ipAddresses: [],
      snapshotCount: 0,
      isTemplate: false,
      storageBytes: null,
    })
  })

  test.each([
    ['group-v3', ''],
    ['group-v4', 'Web / \\ 100%'],
    ['group-v5', 'Web / \\ 100%/Shop'],
    ['group-v99', null],
  ])('in folder %s lies in %j', (parent, path) => {
    expect(record({ parent: ref('Folder', parent) }).folder).toBe(path)
  })

  test('has a name without escapes', () => {
    expect(record({ name: 'a%2fb%5Cc%25d%20e' }).name).toBe('a/b\\c%d%20e')
  })

  test('outside of a cluster has a host and no cluster', () => {
    expect(record({ 'runtime.host': ref('HostSystem', 'host-10') })).toMatchObject({ host: 'alone', cluster: null })
    expect(record({ 'runtime.host': ref('HostSystem', 'host-9') })).toMatchObject({ host: 'esx-1', cluster: 'Prod' })
  })

  test.each([
    [{ 'guest.toolsRunningStatus': 'guestToolsRunning', 'guest.toolsVersionStatus2': 'guestToolsCurrent' }, 'running'],
    [{ 'guest.toolsRunningStatus': 'guestToolsExecutingScripts' }, 'executing_scripts'],
    [
      { 'guest.toolsRunningStatus': 'guestToolsNotRunning', 'guest.toolsVersionStatus2': 'guestToolsUnmanaged' },
      'not_running',
    ],
    [
      { 'guest.toolsRunningStatus': 'guestToolsNotRunning', 'guest.toolsVersionStatus2': 'guestToolsNotInstalled' },
      'not_installed',
    ],
    [{ 'guest.toolsRunningStatus': 'guestToolsNotRunning', 'guest.toolsStatus': 'toolsNotInstalled' }, 'not_installed'],
    [{}, null],
  ])('tools %j are %s', (guest, status) => {
    expect(record(guest).toolsStatus).toBe(status)
  })

  test('has the address its guest calls its own first, and each only once', () => {
    const net = [{ ipAddress: ['fe80::1', '10.0.0.5'] }, {}, { ipAddress: ['10.0.0.6', '10.0.0.5'] }]
    expect(record({ 'guest.ipAddress': '10.0.0.5', 'guest.net': net }).ipAddresses).toEqual([
      '10.0.0.5',
      'fe80::1',
      '10.0.0.6',
    ])
  })

  test('counts every snapshot of the tree', () => {
    const leaf = {}
    const tree = [{ childSnapshotList: [leaf, { childSnapshotList: [leaf] }] }, leaf]
    expect(record({ 'snapshot.rootSnapshotList': tree }).snapshotCount).toBe(5)
  })
})
