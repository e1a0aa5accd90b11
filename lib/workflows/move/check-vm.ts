import { ZerfauxError } from '../../domain/errors.ts'
import { planMoves } from '../../domain/move-selection.ts'
import type { MoveVm } from '../../domain/move-facts.ts'
import { moveSteps } from '../../domain/move-plan.ts'
import type { MoveObstacle } from '../../domain/move-obstacles.ts'
import { folderFor, nameClash } from '../../domain/name-clash.ts'
import { MoRef } from '../../domain/inventory.ts'
import { lookAtVm, moveFacts, type MoveStep, type MoveVmTools } from './move-tools.ts'

/** The plan is made again from what is there now: hours may have passed since it was shown. */
export const checkVm: MoveStep = {
  name: 'check_vm',
  title: moveSteps.check_vm,
  async run(params, tools) {
    const { signal } = tools
    const hardware = await lookAtVm(params, tools, signal)
    const { datastores, ...inventory } = await tools.store.inventory()
    const vm: MoveVm = { ...hardware, ...inventory, name: params.vmName, gone: false }
    const { plans } = planMoves({ vms: [vm], required: params.datastore, datastores, reservedBytes: 0 })
    const plan = plans[0]?.plan
    if (!plan) throw new TypeError('One VM has one plan')
    const datastoreMoref = plan.datastoreMoref === null ? null : MoRef.parse(plan.datastoreMoref)
    await tools.result({ vmMoref: hardware.moref, datastoreMoref, bytesToMove: plan.bytesToMove })
    // Begun by an attempt before this one: what is on the datastore by now is its own.
    if (plan.inProtectionDatastore || moveFacts(tools).task) return
    const clash = datastoreMoref && (await clashOf(vm, params.datastore, datastoreMoref, tools))
    const blockers = clash ? [...plan.blockers, clash] : plan.blockers
    if (blockers.length > 0) throw cannotMove(params.vmName, blockers)
  },
}

async function clashOf(
  vm: MoveVm,
  required: string,
  datastore: MoRef,
  { vcenter, signal }: MoveVmTools,
): Promise<MoveObstacle | null> {
  return nameClash(vm, required, await vcenter.browseDatastore(datastore, folderFor(vm), { signal }))
}

export function cannotMove(vmName: string, blockers: readonly MoveObstacle[]): ZerfauxError {
  return new ZerfauxError(
    'precondition_failed',
    `${vmName} cannot be moved: ${blockers.map(({ message }) => message).join('; ')}`,
    { hint: [...new Set(blockers.map(({ hint }) => hint))].join(' ') },
  )
}
