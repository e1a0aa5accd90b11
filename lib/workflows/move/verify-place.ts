import { ZerfauxError } from '../../domain/errors.ts'
import { filesElsewhere } from '../../domain/files-elsewhere.ts'
import { moveSteps } from '../../domain/move-plan.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import type { MoveVmParams } from './move-params.ts'
import { lookAtVm, type MoveStep, type MoveVmTools } from './move-tools.ts'

const NAMED = 5

/** That the task ended well proves nothing: the VM's own files are looked at. */
export const verifyPlace: MoveStep = {
  name: 'verify',
  title: moveSteps.verify,
  async run(params, tools) {
    const { vmxPath, disks, files } = await whollyThere(params, tools)
    await tools.result({
      placement: {
        datastore: params.datastore,
        home: vmxPath,
        files: files.length,
        disks: disks.map(({ key, path, datastore, capacityBytes }) => ({ key, path, datastore, capacityBytes })),
      },
    })
  },
}

/** Reads it once more: another worker may be at this step, long after the one before. */
export const recordPlace: MoveStep = {
  name: 'record',
  title: moveSteps.record,
  async run(params, tools) {
    await tools.store.record(await whollyThere(params, tools), true)
  },
}

async function whollyThere(params: MoveVmParams, tools: MoveVmTools): Promise<VmHardware> {
  const vm = await lookAtVm(params, tools, tools.signal)
  const elsewhere = filesElsewhere(vm, params.datastore)
  if (elsewhere.length === 0) return vm
  await tools.store.record(vm, false)
  const more = elsewhere.length > NAMED ? ` and ${elsewhere.length - NAMED} more` : ''
  throw new ZerfauxError(
    'precondition_failed',
    `Not all of ${params.vmName} lies on ${params.datastore}: ${elsewhere.slice(0, NAMED).join(', ')}${more}`,
    {
      hint: 'Look at these files in the vSphere client, and move or remove what belongs to the VM. Then retry; or cancel this job and plan the move anew.',
    },
  )
}
