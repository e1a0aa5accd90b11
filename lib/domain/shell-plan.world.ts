import { DrInventory, type DrVm } from './dr-inventory.ts'
import { MoRef, type VcenterObject } from './inventory.ts'
import type { ShellFacts } from './shell-plan.ts'
import { marksOfShell, type ShellSource } from './shell-spec.ts'
import { VcenterTree } from './vcenter-tree.ts'
import type { VmHardware } from './vm-hardware.ts'

export const protectedVmId = '11111111-1111-4111-8111-111111111111'
export const groupId = '22222222-2222-4222-8222-222222222222'
export const jobId = '33333333-3333-4333-8333-333333333333'
const moref = (text: string) => MoRef.parse(text)

const described = (id: string, parent: string | null, path: string) => ({
  moref: moref(id),
  name: path.split('/').at(-1) ?? '',
  parentMoref: parent === null ? null : moref(parent),
  path,
})

/** One cluster of one host, a placeholder datastore, the replica, two networks. */
export const drObjects: VcenterObject[] = [
  { kind: 'datacenter', ...described('dc', null, '/DC') },
  { kind: 'folder', ...described('v', 'dc', '/DC/vm'), holds: 'vm' },
  { kind: 'cluster', ...described('c1', 'dc', '/DC/host/Production'), drsEnabled: true, haEnabled: true, hostCount: 1 },
  { kind: 'resource_pool', ...described('p1', 'c1', '/DC/host/Production/Resources'), ownerMoref: moref('c1') },
  {
    kind: 'host',
    ...described('h1', 'c1', '/DC/host/Production/h1'),
    clusterMoref: moref('c1'),
    connectionState: 'connected',
    inMaintenance: false,
    version: '8.0.3',
  },
  ...['placeholder-01', 'replica'].map((name): VcenterObject => ({
    kind: 'datastore',
    ...described(`ds-${name}`, 'dc', `/DC/datastore/${name}`),
    type: 'VMFS',
    capacityBytes: 1,
    freeBytes: 1,
    accessible: true,
    remoteHost: null,
    remotePath: name === 'replica' ? '/dr/web' : null,
    hostMorefs: [moref('h1')],
  })),
  ...['dr-web', 'dr-app'].map((name): VcenterObject => ({
    kind: 'network',
    ...described(`net-${name}`, 'dc', `/DC/network/${name}`),
    type: 'distributed',
    accessible: true,
    hostMorefs: [moref('h1')],
  })),
]

export const web01: ShellSource = {
  name: 'web01',
  cluster: 'Production',
  folder: 'Web',
  resourcePool: 'Resources',
  instanceUuid: 'aaaa',
  biosUuid: 'bbbb',
  guestId: 'ubuntu64Guest',
  firmware: 'efi',
  hardwareVersion: 'vmx-19',
  cpus: 4,
  coresPerSocket: 2,
  memoryBytes: 8 * 2 ** 30,
  nics: [{ key: 4000, type: 'vmxnet3', mac: '00:50:56:00:00:01', network: 'web' }],
  disks: [
    {
      key: 2000,
      controllerType: 'ParaVirtualSCSIController',
      controllerBus: 0,
      unit: 0,
      datastore: 'protected',
      path: 'web01/web01.vmdk',
      capacityBytes: 2 ** 30,
      mode: 'persistent',
      backing: 'flat',
      shared: false,
      hasParent: false,
    },
  ],
  controllers: [
    { key: 200, type: 'VirtualIDEController', bus: 0 },
    { key: 1000, type: 'ParaVirtualSCSIController', bus: 0 },
  ],
  isEncrypted: false,
  hasVtpm: false,
  secureBoot: true,
  isTemplate: false,
  gone: false,
}

/** The shell of `web01` as it should be found. */
export const shellOfWeb01: VmHardware = {
  moref: moref('vm-9'),
  name: 'web01',
  instanceUuid: 'cccc',
  biosUuid: 'BBBB',
  powerState: 'powered_off',
  guestId: 'ubuntu64Guest',
  firmware: 'efi',
  hardwareVersion: 'vmx-19',
  cpus: 4,
  coresPerSocket: 2,
  memoryBytes: 8 * 2 ** 30,
  nics: [{ key: 4000, type: 'vmxnet3', mac: '00:50:56:00:00:01', network: 'dr-web' }],
  disks: [],
  controllers: [{ key: 1000, type: 'ParaVirtualSCSIController', bus: 0 }],
  vmxPath: '[placeholder-01] web01/web01.vmx',
  isEncrypted: false,
  hasVtpm: false,
  secureBoot: true,
  snapshotCount: 0,
  datastores: ['placeholder-01'],
  annotation: '',
  extraConfig: marksOfShell(protectedVmId, groupId, jobId),
  files: [],
  connectedNics: [],
  needsConsolidation: false,
}

type Given = {
  readonly source?: Partial<ShellSource>
  readonly shellName?: string
  /** VMs in the DR vCenter, read or as of the last sync only. */
  readonly there?: readonly VmHardware[]
  readonly unread?: readonly DrVm[]
  readonly mappings?: ShellFacts['mappings']
  readonly placeholderDatastore?: string
}

export function shellFacts(given: Given = {}): ShellFacts {
  const { there = [], unread = [] } = given
  const source = { ...web01, ...given.source }
  const inventory = new DrInventory([...there.map((vm) => ({ ...vm, folder: '' })), ...unread])
  return {
    protectedVmId,
    source,
    shellName: given.shellName ?? null,
    wish: { vm: null, group: { placeholderDatastore: given.placeholderDatastore ?? 'placeholder-01' } },
    mappings: given.mappings ?? [{ sourceNetwork: 'web', targetNetwork: 'dr-web', testNetwork: null }],
    tree: new VcenterTree(drObjects),
    replicated: [{ datastore: null, dataset: 'dr/web' }],
    candidates: ({ name, folder }) => ({
      read: there,
      namesakes: folder === null ? [] : inventory.named(folder, name),
      twins: inventory.twinsOf(source, null),
    }),
  }
}
