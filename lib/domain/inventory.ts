import { z } from 'zod'

/** A vSphere managed object reference's value, e.g. `vm-42`. Unique within one vCenter, for a time (failure-modes row 23). */
export const MoRef = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,128}$/)
  .brand<'MoRef'>()
export type MoRef = z.infer<typeof MoRef>

export const powerStates = ['powered_on', 'powered_off', 'suspended'] as const
export const PowerState = z.enum(powerStates)
export type PowerState = z.infer<typeof PowerState>

export const toolsStatuses = ['running', 'not_running', 'not_installed', 'executing_scripts'] as const
export const ToolsStatus = z.enum(toolsStatuses)
export type ToolsStatus = z.infer<typeof ToolsStatus>

export const VmNic = z.object({
  key: z.number().int(),
  /** vSphere device class without the `Virtual` prefix, lower case: `vmxnet3`, `e1000`, `e1000e`, `sriov_ethernet_card`… */
  type: z.string(),
  mac: z.string().nullable(),
  /** Name of the network or distributed port group; null when it cannot be told. */
  network: z.string().nullable(),
})
export type VmNic = z.infer<typeof VmNic>

export const VmDisk = z.object({
  key: z.number().int(),
  /** Device class of the controller, e.g. `ParaVirtualSCSIController`, `VirtualNVMEController`. */
  controllerType: z.string().nullable(),
  controllerBus: z.number().int().nullable(),
  unit: z.number().int().nullable(),
  datastore: z.string().nullable(),
  /** Relative to the datastore: `web01/web01.vmdk`. */
  path: z.string().nullable(),
  capacityBytes: z.number().int().nullable(),
  /** `persistent`, `independent_persistent`, … as vSphere spells it. */
  mode: z.string().nullable(),
  /** `raw_device` is an RDM, of either compatibility; `other` is a format that is no plain vmdk. */
  backing: z.enum(['flat', 'raw_device', 'other']).nullable(),
  /** Several VMs may write to it: multi-writer, or a controller that shares its bus. */
  shared: z.boolean(),
  /** It builds on another vmdk: a snapshot's delta, or a linked clone where the VM has no snapshot. */
  hasParent: z.boolean(),
})
export type VmDisk = z.infer<typeof VmDisk>

export const VmController = z.object({
  key: z.number().int(),
  /** Device class, e.g. `ParaVirtualSCSIController`, `VirtualNVMEController`, `VirtualAHCIController`. */
  type: z.string(),
  bus: z.number().int().nullable(),
})
export type VmController = z.infer<typeof VmController>

/** One VM as a vCenter describes it. Unknown is null, never 0. */
export const VmRecord = z.object({
  moref: MoRef,
  instanceUuid: z.string().nullable(),
  biosUuid: z.string().nullable(),
  name: z.string(),
  /** Path of folders below the datacenter, e.g. `Discovered/Web`; empty at its root. */
  folder: z.string().nullable(),
  cluster: z.string().nullable(),
  host: z.string().nullable(),
  resourcePool: z.string().nullable(),
  powerState: PowerState.nullable(),
  guestId: z.string().nullable(),
  guestOs: z.string().nullable(),
  firmware: z.string().nullable(),
  hardwareVersion: z.string().nullable(),
  cpus: z.number().int().nullable(),
  coresPerSocket: z.number().int().nullable(),
  memoryBytes: z.number().int().nullable(),
  nics: z.array(VmNic),
  disks: z.array(VmDisk),
  /** Those that carry disks, or could: SCSI, NVMe, SATA, IDE. */
  controllers: z.array(VmController),
  /** `[datastore] folder/name.vmx`: where its home is. */
  vmxPath: z.string().nullable(),
  /** Its home or a disk is encrypted by a key provider. */
  isEncrypted: z.boolean().nullable(),
  hasVtpm: z.boolean().nullable(),
  secureBoot: z.boolean().nullable(),
  datastores: z.array(z.string()),
  toolsStatus: ToolsStatus.nullable(),
  ipAddresses: z.array(z.string()),
  snapshotCount: z.number().int().nullable(),
  isTemplate: z.boolean(),
  storageBytes: z.number().int().nullable(),
})
export type VmRecord = z.infer<typeof VmRecord>

export const objectKinds = ['datacenter', 'folder', 'cluster', 'host', 'resource_pool', 'datastore', 'network'] as const
export const ObjectKind = z.enum(objectKinds)
export type ObjectKind = z.infer<typeof ObjectKind>

const described = { moref: MoRef, name: z.string(), parentMoref: MoRef.nullable(), path: z.string() }

/** Everything in a vCenter that is not a VM and that recovery needs to choose from. */
export const VcenterObject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('datacenter'), ...described }),
  z.object({
    kind: z.literal('folder'),
    ...described,
    holds: z.enum(['vm', 'host', 'datastore', 'network']).nullable(),
  }),
  z.object({
    kind: z.literal('cluster'),
    ...described,
    drsEnabled: z.boolean().nullable(),
    haEnabled: z.boolean().nullable(),
    hostCount: z.number().int().nullable(),
  }),
  z.object({
    kind: z.literal('host'),
    ...described,
    clusterMoref: MoRef.nullable(),
    connectionState: z.string().nullable(),
    inMaintenance: z.boolean().nullable(),
    version: z.string().nullable(),
  }),
  z.object({ kind: z.literal('resource_pool'), ...described, ownerMoref: MoRef.nullable() }),
  z.object({
    kind: z.literal('datastore'),
    ...described,
    type: z.string().nullable(),
    capacityBytes: z.number().int().nullable(),
    freeBytes: z.number().int().nullable(),
    accessible: z.boolean().nullable(),
    /** For NFS datastores: the server and exported path that the hosts mounted. */
    remoteHost: z.string().nullable(),
    remotePath: z.string().nullable(),
    hostMorefs: z.array(MoRef),
  }),
  z.object({
    kind: z.literal('network'),
    ...described,
    type: z.enum(['standard', 'distributed', 'opaque']),
    accessible: z.boolean().nullable(),
    hostMorefs: z.array(MoRef),
  }),
])
export type VcenterObject = z.infer<typeof VcenterObject>

export type VcenterAbout = {
  readonly name: string
  readonly version: string
  readonly build: string
  readonly instanceUuid: string
  readonly apiVersion: string
}

export type TaskState = {
  readonly state: 'queued' | 'running' | 'success' | 'error'
  readonly progressPercent: number | null
  readonly descriptionId: string | null
  /** Type name of the fault, e.g. `FileLocked`; null unless `state` is `error`. */
  readonly faultType: string | null
  readonly faultMessage: string | null
  /** What the task made, where it says so: the VM of CreateVM_Task and RegisterVM_Task. Null before success. */
  readonly result: MoRef | null
}
