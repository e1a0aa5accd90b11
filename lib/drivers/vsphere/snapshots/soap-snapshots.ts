import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef, TaskState } from '../../../domain/inventory.ts'
import type { OurVmSnapshot, VmReadiness, VmSnapshot } from '../../../domain/vm-snapshot.ts'
import { isOurs } from '../../../domain/zfs-names.ts'
import { displayName } from '../inventory/display-name.ts'
import { readInventory, readObject } from '../inventory/read-managed-objects.ts'
import { toMoRef } from '../inventory/to-moref.ts'
import { powerStateOf, toolsStatusOf } from '../inventory/vm-state.ts'
import type { Read } from '../schema/wire-types.ts'
import type { SessionKeeper } from '../soap/session-keeper.ts'
import type { SoapSession } from '../soap/soap-session.ts'
import type { NewSnapshot } from '../vsphere-driver.ts'
import { snapshotCost } from './snapshot-cost.ts'
import { snapshotsIn } from './snapshot-tree.ts'

const PAGE = 1_000
const READINESS = [
  'name',
  'runtime.powerState',
  'guest.toolsRunningStatus',
  'guest.toolsVersionStatus2',
  'guest.toolsStatus',
  'config.hardware.device',
  'snapshot.rootSnapshotList',
] as const

type FollowTask = (task: MoRef, signal: AbortSignal) => Promise<TaskState>

/** VMware snapshots over SOAP. Every question and every change goes through a session that renews itself. */
export class SoapSnapshots {
  readonly #sessions: SessionKeeper
  readonly #follow: FollowTask

  constructor(sessions: SessionKeeper, follow: FollowTask) {
    this.#sessions = sessions
    this.#follow = follow
  }

  async readiness(vm: MoRef, signal: AbortSignal): Promise<VmReadiness | null> {
    const call = { doing: `read VM ${vm}`, signal, paths: READINESS }
    const found = await this.#sessions.run(signal, (session) => readObject(session, 'VirtualMachine', vm, call))
    return (
      found && {
        name: displayName(found.properties.name ?? vm),
        powerState: powerStateOf(found.properties),
        toolsStatus: toolsStatusOf(found.properties),
        hasIndependentDisk: (found.properties['config.hardware.device'] ?? []).some(isIndependent),
        snapshots: snapshotsIn(found.properties['snapshot.rootSnapshotList']),
      }
    )
  }

  async create(vm: MoRef, snapshot: NewSnapshot, signal: AbortSignal): Promise<MoRef> {
    const call = { doing: `take a snapshot of VM ${vm}`, signal }
    const parameters = { _this: { type: 'VirtualMachine', value: vm }, ...snapshot }
    return asTask(await this.#sessions.run(signal, (session) => session.call('CreateSnapshot_Task', parameters, call)))
  }

  async removeNamed(vm: MoRef, exactName: string, signal: AbortSignal): Promise<number> {
    const there = (await this.readiness(vm, signal))?.snapshots ?? []
    const named = there.filter(({ name }) => name === exactName)
    // One after the other: a VM does one such task at a time.
    for (const { snapshot } of named) await this.#remove(vm, snapshot, signal)
    return named.length
  }

  async ours(signal: AbortSignal): Promise<readonly OurVmSnapshot[]> {
    return this.#sessions.run(signal, async (session) => {
      const found: OurVmSnapshot[] = []
      for (const { moref, name, snapshots } of await vmsWithOurs(session, signal)) {
        const call = { doing: `read the files of VM ${moref}`, signal, paths: ['layoutEx'] as const }
        const layout = (await readObject(session, 'VirtualMachine', moref, call))?.properties.layoutEx
        for (const snapshot of snapshots)
          found.push({ ...snapshot, vm: moref, vmName: name, sizeBytes: snapshotCost(layout, snapshot.snapshot) })
      }
      return found
    })
  }

  async #remove(vm: MoRef, snapshot: MoRef, signal: AbortSignal): Promise<void> {
    const doing = `remove snapshot ${snapshot} of VM ${vm}`
    const _this = { type: 'VirtualMachineSnapshot', value: snapshot }
    const parameters = { _this, removeChildren: false, consolidate: true }
    try {
      const answer = await this.#sessions.run(signal, (session) =>
        session.call('RemoveSnapshot_Task', parameters, { doing, signal }),
      )
      const last = await this.#follow(asTask(answer), signal)
      if (last.state === 'success' || last.faultType === 'ManagedObjectNotFound') return
      throw new ZerfauxError('remote_rejected', `Could not ${doing}: the vCenter's task ended with ${last.faultType}`)
    } catch (error) {
      // Somebody else was faster.
      if (error instanceof ZerfauxError && error.code === 'not_found') return
      throw error
    }
  }
}

/** `independent_persistent` and its like. */
function isIndependent({ backing }: Read<'VirtualDevice'>): boolean {
  return backing?.diskMode?.startsWith('independent') ?? false
}

type VmWithOurs = { readonly moref: MoRef; readonly name: string; readonly snapshots: readonly VmSnapshot[] }

async function vmsWithOurs(session: SoapSession, signal: AbortSignal): Promise<VmWithOurs[]> {
  const found: VmWithOurs[] = []
  const paths = ['name', 'snapshot.rootSnapshotList'] as const
  const reading = { types: ['VirtualMachine'] as const, paths, pageSize: PAGE, doing: 'read the snapshots', signal }
  for await (const handful of readInventory(session, reading)) {
    for (const { moref, properties } of handful) {
      const snapshots = snapshotsIn(properties['snapshot.rootSnapshotList']).filter(({ name }) => isOurs(name))
      if (snapshots.length > 0)
        found.push({ moref: toMoRef(moref), name: displayName(properties.name ?? moref), snapshots })
    }
  }
  return found
}

function asTask(reference: { readonly value: string } | undefined): MoRef {
  if (reference) return toMoRef(reference.value)
  throw new ZerfauxError('remote_rejected', 'The vCenter began a task and did not say which')
}
