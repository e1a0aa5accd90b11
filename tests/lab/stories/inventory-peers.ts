/** The same inventory as independent clients read it, in the words of our columns. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { VmRecord } from '../../../lib/domain/inventory.ts'
import type { LabVcenter } from '../lab.ts'

const run = promisify(execFile)
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const text = z.string().nullable()
const count = z.number().int().nullable()
const PyvmomiVm = z.object({
  moref: z.string(),
  instance_uuid: text,
  bios_uuid: text,
  name: z.string(),
  folder: text,
  cluster: text,
  host: text,
  resource_pool: text,
  power_state: z.string(),
  guest_id: text,
  guest_os: text,
  firmware: text,
  hardware_version: text,
  cpus: count,
  cores_per_socket: count,
  memory_bytes: count,
  nics: z.array(z.object({ key: z.number(), type: z.string(), mac: text, network: text })),
  disks: z.array(
    z.object({
      key: z.number(),
      controller_type: text,
      controller_bus: count,
      unit: count,
      datastore: text,
      path: z.string(),
      capacity_bytes: count,
      mode: text,
      backing: z.enum(['flat', 'raw_device', 'other']),
      shared: z.boolean(),
      has_parent: z.boolean(),
    }),
  ),
  controllers: z.array(z.object({ key: z.number(), type: z.string(), bus: count })),
  vmx_path: text,
  is_encrypted: z.boolean(),
  has_vtpm: z.boolean(),
  secure_boot: z.boolean().nullable(),
  datastores: z.array(z.string()),
  tools_status: z.string(),
  ip_addresses: z.array(z.string()),
  snapshot_count: count,
  is_template: z.boolean(),
  storage_bytes: count,
})

/** A VmRecord whose MoRef is not branded yet, with each address once, in alphabetical order. */
export type PeerVm = Omit<VmRecord, 'moref'> & { readonly moref: string }

export async function readWithPyvmomi(vcenter: LabVcenter): Promise<PeerVm[]> {
  const { host, port, username, password } = vcenter
  const script = file('../peers/pyvmomi-inventory.py')
  const { stdout } = await run('/usr/bin/python3', [script, host, String(port), username, password], {
    maxBuffer: 256 << 20,
  })
  return lines(stdout).map((line) => ofPyvmomi(PyvmomiVm.parse(JSON.parse(line))))
}

function ofPyvmomi(vm: z.infer<typeof PyvmomiVm>): PeerVm {
  return {
    moref: vm.moref,
    instanceUuid: vm.instance_uuid,
    biosUuid: vm.bios_uuid,
    name: unescaped(vm.name),
    folder: vm.folder === null ? null : unescaped(vm.folder),
    cluster: vm.cluster,
    host: vm.host,
    resourcePool: vm.resource_pool,
    powerState: translated(powerStates, vm.power_state),
    guestId: vm.guest_id,
    guestOs: vm.guest_os,
    firmware: vm.firmware,
    hardwareVersion: vm.hardware_version,
    cpus: vm.cpus,
    coresPerSocket: vm.cores_per_socket,
    memoryBytes: vm.memory_bytes,
    nics: vm.nics.map((nic) => ({ ...nic, type: translated(nicTypes, nic.type) })),
    disks: vm.disks.map((disk) => ({
      key: disk.key,
      controllerType: disk.controller_type,
      controllerBus: disk.controller_bus,
      unit: disk.unit,
      datastore: disk.datastore,
      path: disk.path.replace(`[${disk.datastore}] `, ''),
      capacityBytes: disk.capacity_bytes,
      mode: disk.mode,
      backing: disk.backing,
      shared: disk.shared,
      hasParent: disk.has_parent,
    })),
    controllers: vm.controllers,
    vmxPath: vm.vmx_path,
    isEncrypted: vm.is_encrypted,
    hasVtpm: vm.has_vtpm,
    secureBoot: vm.secure_boot,
    datastores: vm.datastores,
    toolsStatus: translated(toolsStatuses, vm.tools_status),
    ipAddresses: [...new Set(vm.ip_addresses)].toSorted(),
    snapshotCount: vm.snapshot_count,
    isTemplate: vm.is_template,
    storageBytes: vm.storage_bytes,
  }
}

const powerStates = { poweredOn: 'powered_on', poweredOff: 'powered_off', suspended: 'suspended' } as const
const toolsStatuses = {
  toolsOk: 'running',
  toolsOld: 'running',
  toolsNotRunning: 'not_running',
  toolsNotInstalled: 'not_installed',
} as const
const nicTypes = {
  VirtualVmxnet3: 'vmxnet3',
  VirtualE1000: 'e1000',
  VirtualE1000e: 'e1000e',
  VirtualSriovEthernetCard: 'sriov_ethernet_card',
} as const

function translated<Word extends string>(words: Readonly<Record<string, Word>>, word: string): Word {
  const translation = words[word]
  if (translation === undefined) throw new Error(`the peer says ${word}, which this test has no word for`)
  return translation
}

function unescaped(name: string): string {
  return name.replaceAll('%2f', '/').replaceAll('%5c', '\\').replaceAll('%25', '%')
}

/** Properties that say something without a look at other objects. */
const SOAP_PROPERTIES = [
  'name',
  'config.instanceUuid',
  'config.uuid',
  'config.guestId',
  'config.guestFullName',
  'config.firmware',
  'config.version',
  'config.hardware.numCPU',
  'config.hardware.numCoresPerSocket',
  'config.hardware.memoryMB',
  'config.template',
  'summary.storage.committed',
  'runtime.powerState',
]

const SoapVm = z.object({
  obj: z.object({ $value: z.string() }),
  propSet: z.array(z.object({ name: z.string(), val: z.object({ $value: z.string().optional() }) })),
})

export type SoapPeerVm = Pick<
  PeerVm,
  | 'moref'
  | 'name'
  | 'instanceUuid'
  | 'biosUuid'
  | 'guestId'
  | 'guestOs'
  | 'firmware'
  | 'hardwareVersion'
  | 'cpus'
  | 'coresPerSocket'
  | 'memoryBytes'
  | 'isTemplate'
  | 'storageBytes'
  | 'powerState'
>

/** In a child process, which it leaves without any certificate check; with the proxy that gives it a WSDL. */
export async function readWithNodeVsphereSoap({ port, username, password }: LabVcenter): Promise<SoapPeerVm[]> {
  const proxy = spawn(process.execPath, [file('../../bench/inventory-wsdl-proxy.ts'), String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const [proxyPort] = await once(proxy.stdout, 'data')
    const reader = file('../../bench/inventory-node-vsphere-soap.ts')
    const args = [reader, String(proxyPort).trim(), username, ...SOAP_PROPERTIES]
    const { stdout } = await run(process.execPath, args, {
      maxBuffer: 256 << 20,
      env: { ...process.env, VCENTER_PASSWORD: password },
    })
    return lines(stdout)
      .slice(0, -1)
      .map((line) => ofSoap(SoapVm.parse(JSON.parse(line))))
  } finally {
    proxy.stdin.end()
  }
}

function ofSoap({ obj, propSet }: z.infer<typeof SoapVm>): SoapPeerVm {
  const values = new Map(propSet.map(({ name, val }) => [name, val.$value ?? null]))
  const value = (name: string) => values.get(name) ?? null
  return {
    moref: obj.$value,
    name: unescaped(value('name') ?? ''),
    instanceUuid: value('config.instanceUuid'),
    biosUuid: value('config.uuid'),
    guestId: value('config.guestId'),
    guestOs: value('config.guestFullName'),
    firmware: value('config.firmware'),
    hardwareVersion: value('config.version'),
    cpus: Number(value('config.hardware.numCPU')),
    coresPerSocket: Number(value('config.hardware.numCoresPerSocket')),
    memoryBytes: Number(value('config.hardware.memoryMB')) * 2 ** 20,
    isTemplate: value('config.template') === 'true',
    storageBytes: Number(value('summary.storage.committed')),
    powerState: translated(powerStates, value('runtime.powerState') ?? ''),
  }
}

function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '')
}
