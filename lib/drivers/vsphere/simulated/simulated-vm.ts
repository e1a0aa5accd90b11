import { MoRef, type VmDisk, type VmRecord } from '../../../domain/inventory.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { SimulatedPlacement } from './simulated-site.ts'
import { simulatedNetworks } from './simulated-site.ts'
import type { VmRole } from './vm-roles.ts'

const GIB = 2 ** 30

type Guest = { readonly guestId: string; readonly guestOs: string; readonly controller: string; readonly nic: string }

const guests: Record<VmRole['guest'], readonly [Guest, ...Guest[]]> = {
  windows: [
    {
      guestId: 'windows2019srvNext_64Guest',
      guestOs: 'Microsoft Windows Server 2022 (64-bit)',
      controller: 'VirtualLsiLogicSASController',
      nic: 'vmxnet3',
    },
    {
      guestId: 'windows2019srv_64Guest',
      guestOs: 'Microsoft Windows Server 2019 (64-bit)',
      controller: 'VirtualLsiLogicSASController',
      nic: 'e1000e',
    },
  ],
  linux: [
    {
      guestId: 'ubuntu64Guest',
      guestOs: 'Ubuntu Linux (64-bit)',
      controller: 'ParaVirtualSCSIController',
      nic: 'vmxnet3',
    },
    {
      guestId: 'rhel9_64Guest',
      guestOs: 'Red Hat Enterprise Linux 9 (64-bit)',
      controller: 'ParaVirtualSCSIController',
      nic: 'vmxnet3',
    },
    {
      guestId: 'debian12_64Guest',
      guestOs: 'Debian GNU/Linux 12 (64-bit)',
      controller: 'VirtualNVMEController',
      nic: 'vmxnet3',
    },
  ],
  appliance: [
    {
      guestId: 'freebsd13_64Guest',
      guestOs: 'FreeBSD 13 (64-bit)',
      controller: 'VirtualLsiLogicController',
      nic: 'e1000',
    },
  ],
}

type Setting = {
  readonly role: VmRole
  /** Counts all VMs of the site, from 0; the name counts those of one role. */
  readonly index: number
  readonly name: string
  readonly placement: SimulatedPlacement
  readonly datastore: string
}

export function simulatedVm({ role, index, name, placement, datastore }: Setting, random: SeededRandom): VmRecord {
  const guest = random.pick(guests[role.guest])
  const isTemplate = role.folder === 'Templates'
  const poweredOn = !isTemplate && !random.chance(0.07)
  const cpus = random.pick(role.cpus)
  const disks = role.disksGib.map((gib, at) => disk({ name, at, gib, controller: guest.controller, datastore }))
  const tools = role.guest === 'appliance' ? 'not_installed' : poweredOn ? 'running' : 'not_running'
  return {
    moref: MoRef.parse(`vm-${2001 + index}`),
    instanceUuid: random.uuid(),
    biosUuid: random.uuid(),
    name,
    folder: role.folder,
    cluster: placement.cluster.name,
    host: placement.host.name,
    // A template keeps its host but belongs to no pool, as in a vCenter.
    resourcePool: isTemplate ? null : placement.resourcePool,
    powerState: poweredOn ? 'powered_on' : random.chance(0.1) && !isTemplate ? 'suspended' : 'powered_off',
    guestId: guest.guestId,
    guestOs: guest.guestOs,
    firmware: role.guest === 'appliance' ? 'bios' : 'efi',
    hardwareVersion: random.pick(['vmx-21', 'vmx-19', 'vmx-19', 'vmx-15']),
    cpus,
    coresPerSocket: cpus > 4 ? cpus / 2 : 1,
    memoryBytes: random.pick(role.memoryGib) * GIB,
    nics: [{ key: 4000, type: guest.nic, mac: mac(index), network: role.network }],
    disks,
    controllers: [{ key: 1000, type: guest.controller, bus: 0 }],
    vmxPath: `[${datastore}] ${name}/${name}.vmx`,
    isEncrypted: false,
    hasVtpm: false,
    secureBoot: false,
    datastores: [datastore],
    toolsStatus: tools,
    ipAddresses: tools === 'running' ? addresses(role.network, index) : [],
    snapshotCount: random.chance(0.08) ? 1 : 0,
    isTemplate,
    storageBytes: disks.reduce(
      (sum, { capacityBytes }) => sum + Math.round((capacityBytes ?? 0) * (0.3 + random.next() * 0.5)),
      0,
    ),
  }
}

function disk(of: { name: string; at: number; gib: number; controller: string; datastore: string }): VmDisk {
  return {
    key: 2000 + of.at,
    controllerType: of.controller,
    controllerBus: 0,
    // Unit 7 of a SCSI bus is the controller itself.
    unit: of.at < 7 ? of.at : of.at + 1,
    datastore: of.datastore,
    path: `${of.name}/${of.name}${of.at === 0 ? '' : `_${of.at}`}.vmdk`,
    capacityBytes: of.gib * GIB,
    mode: 'persistent',
    backing: 'flat',
    shared: false,
    hasParent: false,
  }
}

function mac(index: number): string {
  const tail = [index >> 16, index >> 8, index].map((byte) => (byte & 255).toString(16).padStart(2, '0'))
  return ['00:50:56', ...tail].join(':')
}

/** One subnet for each network; every third web server also answers over IPv6. */
function addresses(network: string, index: number): string[] {
  const vlan = /vlan(\d+)$/.exec(network)?.[1] ?? '1'
  const host = index + 10
  const ipv4 = `10.${vlan}.${(host >> 8) & 255}.${host & 255}`
  return network === simulatedNetworks.web && index % 3 === 0
    ? [ipv4, `2001:db8:${vlan}::${host.toString(16)}`]
    : [ipv4]
}
