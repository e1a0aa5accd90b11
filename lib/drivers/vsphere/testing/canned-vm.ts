import { InventoryMap, type Place } from '../inventory/inventory-map.ts'
import { vmRecord } from '../inventory/vm-record.ts'
import type { ManagedObject } from '../schema/wire-types.ts'

export const ref = (type: string, value: string) => ({ type, value })
const folder = (moref: string, name: string, parent: { type: string; value: string }): Place => ({
  type: 'Folder',
  wireType: 'Folder',
  moref,
  properties: { name, parent },
})

const map = new InventoryMap([
  { type: 'Datacenter', wireType: 'Datacenter', moref: 'datacenter-2', properties: { name: 'Berlin' } },
  folder('group-v3', 'vm', ref('Datacenter', 'datacenter-2')),
  folder('group-v4', 'Web %2f %5c 100%25', ref('Folder', 'group-v3')),
  folder('group-v5', 'Shop', ref('Folder', 'group-v4')),
  {
    type: 'ClusterComputeResource',
    wireType: 'ClusterComputeResource',
    moref: 'domain-c7',
    properties: { name: 'Prod' },
  },
  { type: 'ComputeResource', wireType: 'ComputeResource', moref: 'domain-s8', properties: { name: 'alone' } },
  {
    type: 'HostSystem',
    wireType: 'HostSystem',
    moref: 'host-9',
    properties: { name: 'esx-1', parent: ref('ClusterComputeResource', 'domain-c7') },
  },
  {
    type: 'HostSystem',
    wireType: 'HostSystem',
    moref: 'host-10',
    properties: { name: 'alone', parent: ref('ComputeResource', 'domain-s8') },
  },
  { type: 'Datastore', wireType: 'Datastore', moref: 'datastore-11', properties: { name: 'nfs %2f 1' } },
  { type: 'Network', wireType: 'Network', moref: 'network-12', properties: { name: 'VM Network' } },
  {
    type: 'Network',
    wireType: 'OpaqueNetwork',
    moref: 'network-o13',
    properties: { name: 'segment', summary: { opaqueNetworkId: 'nsx-1' } },
  },
  {
    type: 'DistributedVirtualPortgroup',
    wireType: 'DistributedVirtualPortgroup',
    moref: 'dvportgroup-14',
    properties: { name: 'prod-web', key: 'dvportgroup-4711' },
  },
])

export type Properties = ManagedObject<'VirtualMachine'>['properties']
/** A VM with these properties, in a small inventory that has one of each place. */
export const record = (properties: Properties) =>
  vmRecord({ type: 'VirtualMachine', wireType: 'VirtualMachine', moref: 'vm-1', properties }, map)
