import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef, TaskState } from '../../../domain/inventory.ts'
import type { VmHardware } from '../../../domain/vm-hardware.ts'
import { watchVms } from '../follow/watch-vms.ts'
import { wireName } from '../inventory/display-name.ts'
import { readInventory } from '../inventory/read-managed-objects.ts'
import { toMoRef } from '../inventory/to-moref.ts'
import type { Reference } from '../schema/wire-types.ts'
import { SessionCalls } from '../soap/session-calls.ts'
import type { SessionKeeper } from '../soap/session-keeper.ts'
import type {
  FoundFile,
  NasDatastore,
  NewVm,
  Placement,
  Signal,
  VmChange,
  VmPulse,
  VsphereChanges,
} from '../vsphere-changes.ts'
import { exempt, overrides, type Overrides } from './cluster-overrides.ts'
import { browse } from './datastore-browser.ts'
import { mount, unmount } from './nas-mounts.ts'
import { networkBackings } from './network-backing.ts'
import { newVmSpec } from './new-vm-spec.ts'
import { NOTHING_TO_DO, readPower, refuseNameTaken, refuseUnlessEmpty } from './looks.ts'
import { vmChangeSpec } from './vm-change-spec.ts'
import { readHardware } from './vm-hardware.ts'

const PAGE = 1_000

export type FollowTask = (task: MoRef, signal: AbortSignal) => Promise<TaskState>

/** What is changed in a real vCenter. Each method is a look, where one is needed, and one call. */
export class SoapChanges implements VsphereChanges {
  readonly #calls: SessionCalls
  readonly #follow: FollowTask

  constructor(sessions: SessionKeeper, follow: FollowTask) {
    this.#calls = new SessionCalls(sessions)
    this.#follow = follow
  }

  vmHardware(vm: MoRef, { signal }: Signal): Promise<VmHardware | null> {
    const call = { doing: `read VM ${vm}`, signal }
    return this.#calls.sessions.run(signal, (session) => readHardware(session, vm, call))
  }

  async findByInstanceUuid(uuid: string, { signal }: Signal): Promise<readonly MoRef[]> {
    const call = { doing: 'look for a VM', signal }
    const { searchIndex: _this } = (await this.#calls.sessions.current(signal)).content
    const parameters = { _this, uuid, vmSearch: true, instanceUuid: true }
    return ((await this.#calls.call('FindAllByUuid', parameters, call)) ?? []).map(({ value }) => toMoRef(value))
  }

  async findByExtraConfig(key: string, value: string, { signal }: Signal): Promise<readonly MoRef[]> {
    return this.#calls.sessions.run(signal, async (session) => {
      const paths = ['config.extraConfig'] as const
      const reading = { types: ['VirtualMachine'] as const, paths, pageSize: PAGE, doing: 'look for a VM', signal }
      const found: MoRef[] = []
      for await (const handful of readInventory(session, reading)) {
        for (const { moref, properties } of handful) {
          const options = properties['config.extraConfig'] ?? []
          if (options.some((option) => option.key === key && option.value === value)) found.push(toMoRef(moref))
        }
      }
      return found
    })
  }

  relocateVm(vm: MoRef, datastore: MoRef, { signal }: Signal): Promise<MoRef> {
    // No pool: given one, a running VM of a cluster without DRS would be refused.
    const spec = {
      datastore: { type: 'Datastore', value: datastore },
      diskMoveType: 'moveAllDiskBackingsAndDisallowSharing',
    }
    return this.#calls.begin('RelocateVM_Task', { _this: theVm(vm), spec }, { doing: `move VM ${vm}`, signal })
  }

  async createVm(spec: NewVm, placement: Placement, { signal }: Signal): Promise<MoRef> {
    const call = { doing: `create VM ${spec.name}`, signal }
    await refuseNameTaken(this.#calls, spec.name, placement.folder, call)
    const { name = '' } = await this.#calls.mustRead('Datastore', spec.datastore, { ...call, paths: ['name'] })
    const networks = spec.nics.map(({ network }) => network)
    const config = newVmSpec(spec, name, await networkBackings(this.#calls, networks, call))
    return this.#calls.begin('CreateVM_Task', { _this: folderOf(placement), config, ...placed(placement) }, call)
  }

  async reconfigureVm(vm: MoRef, change: VmChange, { signal }: Signal): Promise<MoRef> {
    const call = { doing: `reconfigure VM ${vm}`, signal }
    const read = await this.#calls.mustRead('VirtualMachine', vm, { ...call, paths: ['config.hardware.device'] })
    const datastoreNames = new Map<MoRef, string>()
    for (const { datastore } of change.attachDisks ?? []) {
      const { name = '' } = await this.#calls.mustRead('Datastore', datastore, { ...call, paths: ['name'] })
      datastoreNames.set(datastore, name)
    }
    const networks = (change.nics ?? []).map(({ network }) => network)
    const backings = await networkBackings(this.#calls, networks, call)
    const devices = read['config.hardware.device'] ?? []
    const spec = vmChangeSpec(vm, change, { devices, backings, datastoreNames })
    return this.#calls.begin('ReconfigVM_Task', { _this: theVm(vm), spec }, call)
  }

  async registerVm(vmxPath: string, name: string | null, placement: Placement, { signal }: Signal): Promise<MoRef> {
    const call = { doing: `register ${vmxPath}`, signal }
    if (name !== null) await refuseNameTaken(this.#calls, name, placement.folder, call)
    const parameters = {
      _this: folderOf(placement),
      path: vmxPath,
      ...(name !== null && { name: wireName(name) }),
      asTemplate: false,
      ...placed(placement),
    }
    return this.#calls.begin('RegisterVM_Task', parameters, call)
  }

  async unregisterVm(vm: MoRef, { signal }: Signal): Promise<void> {
    try {
      await this.#calls.call('UnregisterVM', { _this: theVm(vm) }, { doing: `unregister VM ${vm}`, signal })
    } catch (error) {
      if (!(error instanceof ZerfauxError) || error.code !== 'not_found') throw error
    }
  }

  async destroyShell(vm: MoRef, { signal }: Signal): Promise<MoRef> {
    const call = { doing: `destroy VM ${vm}`, signal }
    await refuseUnlessEmpty(this.#calls, vm, call)
    return this.#calls.begin('Destroy_Task', { _this: theVm(vm) }, call)
  }

  async power(vm: MoRef, to: 'on' | 'off', { signal }: Signal): Promise<MoRef> {
    const call = { doing: `power ${to} VM ${vm}`, signal }
    if ((await readPower(this.#calls, vm, call)) === `powered_${to}`) return NOTHING_TO_DO
    return this.#calls.begin(to === 'on' ? 'PowerOnVM_Task' : 'PowerOffVM_Task', { _this: theVm(vm) }, call)
  }

  async shutdownGuest(vm: MoRef, { signal }: Signal): Promise<void> {
    const call = { doing: `shut down VM ${vm}`, signal }
    try {
      await this.#calls.call('ShutdownGuest', { _this: theVm(vm) }, call)
    } catch (error) {
      if (!(error instanceof ZerfauxError) || !noGuest.has(error.facts['fault'] ?? '')) throw error
      throw new ZerfauxError('precondition_failed', `VM ${vm} cannot be asked to shut down: VMware Tools do not run`, {
        hint: 'Start VMware Tools in the guest, or power the VM off.',
        cause: error,
      })
    }
  }

  consolidateDisks(vm: MoRef, { signal }: Signal): Promise<MoRef> {
    const call = { doing: `consolidate the disks of VM ${vm}`, signal }
    return this.#calls.begin('ConsolidateVMDisks_Task', { _this: theVm(vm) }, call)
  }

  async answerQuestion(vm: MoRef, questionId: string, answerChoice: string, { signal }: Signal): Promise<void> {
    const call = { doing: `answer the question of VM ${vm}`, signal }
    await this.#calls.call('AnswerVM', { _this: theVm(vm), questionId, answerChoice }, call)
  }

  async screenshot(vm: MoRef, { signal }: Signal): Promise<Uint8Array | null> {
    const call = { doing: `take a screenshot of VM ${vm}`, signal }
    if ((await readPower(this.#calls, vm, call)) !== 'powered_on') return null
    // Not CreateScreenshot_Task: it leaves a file beside the VM's disks each time.
    return this.#calls.sessions.run(signal, (session) =>
      session.picture(`/screen?id=${encodeURIComponent(vm)}`, signal),
    )
  }

  browseDatastore(datastore: MoRef, folder: string, { signal }: Signal): Promise<readonly FoundFile[]> {
    const call = { doing: `look into datastore ${datastore}`, signal }
    return browse(this.#calls, this.#follow, { datastore, folder }, call)
  }

  mountNas(host: MoRef, nas: NasDatastore, { signal }: Signal): Promise<MoRef> {
    return mount(this.#calls, host, nas, { doing: `mount ${nas.name} on host ${host}`, signal })
  }

  unmountDatastore(host: MoRef, datastore: MoRef, { signal }: Signal): Promise<void> {
    return unmount(this.#calls, host, datastore, { doing: `unmount datastore ${datastore}`, signal })
  }

  exemptFromCluster(vm: MoRef, cluster: MoRef, { signal }: Signal): Promise<MoRef> {
    return exempt(this.#calls, vm, cluster, { doing: `set the overrides of VM ${vm}`, signal })
  }

  clusterOverrides(vm: MoRef, cluster: MoRef, { signal }: Signal): Promise<Overrides | null> {
    return overrides(this.#calls, vm, cluster, { doing: `read the overrides of VM ${vm}`, signal })
  }

  watchVms(vms: readonly MoRef[], { signal }: Signal): AsyncIterable<readonly VmPulse[]> {
    return watchVms(this.#calls.sessions, vms, signal)
  }
}

/** What a vCenter answers where there is no guest to be asked. */
const noGuest: ReadonlySet<string> = new Set(['ToolsUnavailable', 'InvalidPowerState'])

function theVm(vm: MoRef): Reference {
  return { type: 'VirtualMachine', value: vm }
}

function folderOf({ folder }: Placement): Reference {
  return { type: 'Folder', value: folder }
}

function placed({ resourcePool, host }: Placement) {
  return {
    pool: { type: 'ResourcePool', value: resourcePool },
    ...(host !== null && { host: { type: 'HostSystem', value: host } }),
  }
}
