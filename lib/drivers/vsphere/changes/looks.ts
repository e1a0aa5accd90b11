import { ZerfauxError } from '../../../domain/errors.ts'
import { MoRef, type PowerState, type TaskState } from '../../../domain/inventory.ts'
import { wireName } from '../inventory/display-name.ts'
import { vmDisks } from '../inventory/vm-devices.ts'
import { InventoryMap } from '../inventory/inventory-map.ts'
import { powerStateOf } from '../inventory/vm-state.ts'
import type { SessionCalls } from '../soap/session-calls.ts'
import type { Call } from '../soap/soap-session.ts'

/** Stands for a task that did not have to be begun: what it was to do is so already. No vCenter has this one. */
export const NOTHING_TO_DO = MoRef.parse('zfx:nothing-to-do')

export const nothingToDo: TaskState = {
  state: 'success',
  progressPercent: 100,
  descriptionId: null,
  faultType: null,
  faultMessage: null,
  result: null,
}

/** A vCenter says so only in the task; whoever is faster still than this is seen there. */
export async function refuseNameTaken(calls: SessionCalls, name: string, folder: MoRef, call: Call): Promise<void> {
  const { searchIndex: _this } = (await calls.sessions.current(call.signal)).content
  const entity = { type: 'Folder', value: folder }
  const child = await calls.call('FindChild', { _this, entity, name: wireName(name) }, call)
  if (!child) return
  throw new ZerfauxError('conflict', `Could not ${call.doing}: the name is taken in its folder by ${child.value}`, {
    hint: 'Choose another name, or see what has it.',
    facts: { fault: 'DuplicateName', moref: child.value },
  })
}

/** @throws ZerfauxError `precondition_failed`: with its disks a VM's data would go */
export async function refuseUnlessEmpty(calls: SessionCalls, vm: MoRef, call: Call): Promise<void> {
  const paths = ['name', 'runtime.powerState', 'config.hardware.device'] as const
  const read = await calls.mustRead('VirtualMachine', vm, { ...call, paths })
  const devices = read['config.hardware.device']
  const disks = devices && vmDisks(devices, new InventoryMap([]))
  const has =
    disks === undefined
      ? 'does not show its devices'
      : disks.length > 0
        ? `has ${disks.length} disks`
        : powerStateOf(read) === 'powered_off'
          ? null
          : 'is not powered off'
  if (has === null) return
  throw new ZerfauxError('precondition_failed', `VM ${read.name ?? vm} is not destroyed: it ${has}`, {
    hint: 'Only shells without disks are destroyed. Power it off and detach its disks, or remove it by hand.',
  })
}

export async function readPower(calls: SessionCalls, vm: MoRef, call: Call): Promise<PowerState | null> {
  return powerStateOf(await calls.mustRead('VirtualMachine', vm, { ...call, paths: ['runtime.powerState'] }))
}
