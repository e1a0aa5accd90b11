import { expect, test } from 'vitest'
import { InventoryMap, type Place } from './inventory-map.ts'
import { vcenterObjects } from './vcenter-objects.ts'

const ref = (type: string, value: string) => ({ type, value })

const places: Place[] = [
  {
    type: 'Folder',
    wireType: 'Folder',
    moref: 'group-d1',
    properties: { name: 'Datacenters', childType: ['Folder', 'Datacenter'] },
  },
  {
    type: 'Datacenter',
    wireType: 'Datacenter',
    moref: 'datacenter-2',
    properties: { name: 'Ber%2flin', parent: ref('Folder', 'group-d1') },
  },
  {
    type: 'Folder',
    wireType: 'Folder',
    moref: 'group-h4',
    properties: { name: 'host', parent: ref('Datacenter', 'datacenter-2'), childType: ['Folder', 'ComputeResource'] },
  },
  {
    type: 'Folder',
    wireType: 'StoragePod',
    moref: 'group-p5',
    properties: { name: 'pod', parent: ref('Datacenter', 'datacenter-2'), childType: ['Datastore'] },
  },
  {
    type: 'ComputeResource',
    wireType: 'ComputeResource',
    moref: 'domain-s8',
    properties: { name: 'alone', parent: ref('Folder', 'group-h4'), host: [ref('HostSystem', 'host-10')] },
  },
  {
    type: 'HostSystem',
    wireType: 'HostSystem',
    moref: 'host-10',
    properties: {
      name: 'alone',
      parent: ref('ComputeResource', 'domain-s8'),
      'runtime.connectionState': 'connected',
      'runtime.inMaintenanceMode': true,
      'summary.config.product.version': '8.0.3',
    },
  },
  {
    type: 'ResourcePool',
    wireType: 'ResourcePool',
    moref: 'resgroup-9',
    properties: {
      name: 'Resources',
      parent: ref('ComputeResource', 'domain-s8'),
      owner: ref('ComputeResource', 'domain-s8'),
    },
  },
  {
    type: 'Datastore',
    wireType: 'Datastore',
    moref: 'datastore-11',
    properties: {
      name: 'nfs',
      parent: ref('StoragePod', 'group-p5'),
      host: [{ key: ref('HostSystem', 'host-10') }],
      info: { nas: { remoteHost: '10.0.0.1', remotePath: '/tank/a b' } },
      'summary.type': 'NFS',
      'summary.capacity': 10,
      'summary.freeSpace': 0,
      'summary.accessible': true,
    },
  },
  {
    type: 'Network',
    wireType: 'OpaqueNetwork',
    moref: 'network-o1',
    properties: { name: 'segment', parent: ref('Folder', 'group-hidden'), summary: { accessible: false } },
  },
]
const objects = vcenterObjects(new InventoryMap(places))
const find = (moref: string) => objects.find((object) => object.moref === moref)

test('a host outside of clusters stands in for the ComputeResource that nobody sees', () => {
  expect(find('domain-s8')).toBeUndefined()
  expect(find('host-10')).toMatchObject({
    parentMoref: 'group-h4',
    path: '/Ber/lin/host/alone',
    clusterMoref: null,
    inMaintenance: true,
  })
  expect(find('resgroup-9')).toMatchObject({
    parentMoref: 'host-10',
    ownerMoref: 'host-10',
    path: '/Ber/lin/host/alone/Resources',
  })
})

test('a datastore cluster is a folder of datastores', () => {
  expect(find('group-p5')).toMatchObject({ kind: 'folder', holds: 'datastore' })
  expect(find('datastore-11')).toMatchObject({
    parentMoref: 'group-p5',
    type: 'NFS',
    capacityBytes: 10,
    freeBytes: 0,
    remoteHost: '10.0.0.1',
    remotePath: '/tank/a b',
    hostMorefs: ['host-10'],
  })
})

test('a parent that we may not see is none', () => {
  expect(find('network-o1')).toMatchObject({ parentMoref: null, type: 'opaque', accessible: false })
  expect(find('group-d1')).toMatchObject({ parentMoref: null, path: '/', holds: null })
})

test('what no one could hand back to a vCenter safely is refused', () => {
  const strange: Place = { type: 'Datastore', wireType: 'Datastore', moref: '/tmp/x@y', properties: { name: 'x' } }
  expect(() => vcenterObjects(new InventoryMap([strange]))).toThrow('is not a MoRef')
})
