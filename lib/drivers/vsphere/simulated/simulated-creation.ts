import { MoRef, type VcenterObject, type VmNic, type VmRecord } from '../../../domain/inventory.ts'
import { ZerfauxError } from '../../../domain/errors.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import type { NewVm, Placement } from '../vsphere-changes.ts'
import { SeededRandom } from './seeded-random.ts'
import { vmOf, type SimulatedMarks } from './simulated-marks.ts'
import { datastoreOf, fileName, freeFolder, refuseBusy } from './simulated-move.ts'
import { refusedAs, taskFault, troubleOf, unknownTo, type TaskFault } from './simulated-trouble.ts'
import { startSimulatedTask } from './simulated-task.ts'

const CREATE_MS = 1_200
const REGISTER_MS = 800
const DESTROY_MS = 800
const MIB = 2 ** 20

export function beginCreation(state: SimulatedVcenter, spec: NewVm, placement: Placement, now: number): MoRef {
  const doing = `create VM ${spec.name}`
  const place = placeOf(state, placement, doing)
  const datastore = datastoreOf(state, spec.datastore)
  if (!datastore) throw unknownTo(doing, `datastore ${spec.datastore}`)
  const nics = spec.nics.map((nic, at): VmNic => {
    const network = nic.network === null ? null : objectOf(state, 'network', nic.network)
    if (network === undefined) throw unknownTo(doing, `network ${nic.network}`)
    const mac = nic.mac ?? `00:50:56:bf:${hexByte(state.nextTask >> 8)}:${hexByte(state.nextTask + at)}`
    return { key: 4000 + at, type: nic.type, mac, network: network?.name ?? null }
  })
  if (isTaken(state, spec.name, place.folder)) throw refusedAs('DuplicateName', doing)
  const fault = troubleOf(state, 'createVm', { name: spec.name, doing })
  const moref = nextVm(state)
  const folder = freeFolder(state, datastore.name, fileName(spec.name))
  const instanceUuid = uuidOf(state, moref)
  const record: VmRecord = {
    moref,
    instanceUuid,
    biosUuid: spec.biosUuid ?? uuidOf(state, `${moref}/bios`),
    name: spec.name,
    ...place,
    powerState: 'powered_off',
    guestId: spec.guestId,
    guestOs: spec.guestId,
    firmware: spec.firmware,
    hardwareVersion: spec.hardwareVersion ?? 'vmx-19',
    cpus: spec.cpus,
    coresPerSocket: spec.coresPerSocket,
    memoryBytes: spec.memoryMib * MIB,
    nics,
    disks: [],
    controllers: spec.controllers.map(({ type, bus }, at) => ({ key: 1000 + at, type, bus })),
    vmxPath: `[${datastore.name}] ${folder}/${fileName(spec.name)}.vmx`,
    isEncrypted: false,
    hasVtpm: false,
    secureBoot: spec.secureBoot,
    datastores: [datastore.name],
    toolsStatus: 'not_running',
    ipAddresses: [],
    snapshotCount: 0,
    isTemplate: false,
    storageBytes: 0,
  }
  const marks: SimulatedMarks = {
    annotation: spec.annotation,
    extraConfig: { ...spec.extraConfig },
    unplugged: nics.map(({ key }) => key),
  }
  return startSimulatedTask(state, {
    descriptionId: 'Folder.createVm',
    startedAt: now,
    durationMs: CREATE_MS,
    fault,
    effect: { kind: 'place', record, marks },
    result: moref,
  })
}

export function beginRegistration(
  state: SimulatedVcenter,
  vmxPath: string,
  name: string | null,
  placement: Placement,
  now: number,
): MoRef {
  const doing = `register ${vmxPath}`
  const place = placeOf(state, placement, doing)
  const lying = state.lying?.[vmxPath]
  const isRegistered = state.vms.some((vm) => vm.vmxPath === vmxPath)
  const trouble = troubleOf(state, 'registerVm', { doing })
  const fault = trouble ?? (isRegistered ? taskFault('AlreadyExists') : lying ? null : taskFault('NotFound'))
  const task = {
    descriptionId: 'Folder.registerVm',
    startedAt: now,
    durationMs: REGISTER_MS,
    fault,
  }
  if (!lying) return startSimulatedTask(state, task)
  const called = name ?? lying.record.name
  if (isTaken(state, called, place.folder)) throw refusedAs('DuplicateName', doing)
  // A MoRef is never given twice, not even to the same files.
  const moref = nextVm(state)
  const record = { ...lying.record, ...place, moref, name: called }
  const effect = { kind: 'place', record, marks: lying.marks } as const
  return startSimulatedTask(state, { ...task, effect, result: moref })
}

/** What lies on the datastores stays there, and can be registered again. */
export function unregister(state: SimulatedVcenter, vm: MoRef): void {
  const record = state.vms.find(({ moref }) => moref === vm)
  if (!record) return
  if (record.powerState !== 'powered_off') throw refusedAs('InvalidPowerState', `unregister VM ${vm}`)
  const marks = state.marks?.[vm] ?? {}
  if (record.vmxPath !== null) state.lying = { ...state.lying, [record.vmxPath]: { record, marks } }
  takeOut(state, vm)
}

export function beginDestruction(state: SimulatedVcenter, vm: MoRef, now: number): MoRef {
  const doing = `destroy VM ${vm}`
  const record = vmOf(state, vm, doing)
  refuseUnlessEmpty(record)
  refuseBusy(state, vm, doing, now)
  return startSimulatedTask(state, {
    descriptionId: 'VirtualMachine.destroy',
    startedAt: now,
    durationMs: DESTROY_MS,
    fault: troubleOf(state, 'destroyShell', { vm, name: record.name, doing }),
    on: vm,
    effect: { kind: 'destroy', vm },
  })
}

/** @throws ZerfauxError `precondition_failed`: with its disks a VM's data would go */
export function refuseUnlessEmpty({ name, disks, powerState }: Pick<VmRecord, 'name' | 'disks' | 'powerState'>): void {
  const has =
    disks.length > 0 ? `has ${disks.length} disks` : powerState === 'powered_off' ? null : 'is not powered off'
  if (has === null) return
  throw new ZerfauxError('precondition_failed', `VM ${name} is not destroyed: it ${has}`, {
    hint: 'Only shells without disks are destroyed. Power it off and detach its disks, or remove it by hand.',
  })
}

export function placeVm(
  state: SimulatedVcenter,
  { record, marks }: { readonly record: VmRecord; readonly marks: SimulatedMarks },
): TaskFault | null {
  if (isTaken(state, record.name, record.folder)) return taskFault('DuplicateName')
  if (state.vms.some(({ vmxPath }) => vmxPath === record.vmxPath)) return taskFault('AlreadyExists')
  state.vms.push(record)
  state.marks = { ...state.marks, [record.moref]: { ...marks, ...state.marks?.[record.moref] } }
  if (record.vmxPath !== null) delete state.lying?.[record.vmxPath]
  return null
}

export function takeOut(state: SimulatedVcenter, vm: MoRef): void {
  state.vms = state.vms.filter(({ moref }) => moref !== vm)
  delete state.marks?.[vm]
  for (const overrides of Object.values(state.overrides ?? {})) delete overrides[vm]
}

export function isTaken(state: SimulatedVcenter, name: string, folder: string | null, own?: MoRef): boolean {
  return state.vms.some((vm) => vm.moref !== own && vm.name === name && vm.folder === folder)
}

function placeOf(state: SimulatedVcenter, { folder, resourcePool, host }: Placement, doing: string) {
  const [home, pool] = [objectOf(state, 'folder', folder), objectOf(state, 'resource_pool', resourcePool)]
  if (!home) throw unknownTo(doing, `folder ${folder}`)
  if (!pool) throw unknownTo(doing, `resource pool ${resourcePool}`)
  const members = state.objects.filter((it) => it.kind === 'host' && it.clusterMoref === pool.ownerMoref)
  const chosen = host === null ? members[0] : members.find(({ moref }) => moref === host)
  if (!chosen) throw refusedAs('InvalidArgument', doing)
  const cluster = state.objects.find(({ moref }) => moref === pool.ownerMoref)
  // Below the datacenter's own folder of VMs: `/DC/vm/Web` is `Web`.
  const path = home.path.split('/').slice(3).join('/')
  return { folder: path, cluster: cluster?.name ?? null, host: chosen.name, resourcePool: pool.name }
}

function objectOf<Kind extends VcenterObject['kind']>(state: SimulatedVcenter, kind: Kind, moref: MoRef) {
  return state.objects.find(
    (object): object is Extract<VcenterObject, { kind: Kind }> => object.kind === kind && object.moref === moref,
  )
}

function nextVm(state: SimulatedVcenter): MoRef {
  state.nextVm = (state.nextVm ?? 900_000) + 1
  return MoRef.parse(`vm-${state.nextVm}`)
}

function uuidOf({ about }: SimulatedVcenter, what: string): string {
  return new SeededRandom(`${about.instanceUuid}/${what}`).uuid()
}

function hexByte(value: number): string {
  return (value & 255).toString(16).padStart(2, '0')
}
