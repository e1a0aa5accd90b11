import { z } from 'zod'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef } from '../../domain/inventory.ts'
import type { MoveDatastore, MoveVm } from '../../domain/move-facts.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import type { VsphereChanges } from '../../drivers/vsphere/vsphere-changes.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import type { Progress } from '../replicate/replicate-tools.ts'
import type { CommonTools, Step } from '../workflow.ts'
import type { MoveVmParams } from './move-params.ts'

export type MovingVcenter = Pick<
  VsphereDriver & VsphereChanges,
  'vmHardware' | 'findByInstanceUuid' | 'relocateVm' | 'browseDatastore' | 'task' | 'followTask' | 'cancelTask'
>

/** What the inventory knows and one look at the VM does not tell. */
export type InventoryFacts = Pick<MoveVm, 'hostMoref' | 'isTemplate' | 'storageBytes'> & {
  readonly datastores: readonly MoveDatastore[]
}

/** The database's side of a move. */
export interface MoveStore {
  inventory(): Promise<InventoryFacts>
  /** Where the VM lies, as it was just read. `whole`: every file of it was seen on the required datastore. */
  record(hardware: VmHardware, whole: boolean): Promise<void>
}

export type MoveVmTools = CommonTools & {
  readonly vcenter: MovingVcenter
  readonly store: MoveStore
  readonly reportBytes: (progress: Progress) => void
  /** A signal of its own: an undo works where the job's has gone. */
  readonly timeLimit: (milliseconds: number) => AbortSignal
}

export type MoveStep = Step<MoveVmParams, MoveVmTools>

const Facts = z.object({
  vmMoref: MoRef.optional(),
  datastoreMoref: MoRef.nullish(),
  bytesToMove: z.number().nullish(),
  task: MoRef.nullish(),
})

/** What earlier steps and attempts wrote down. */
export function moveFacts(tools: Pick<CommonTools, 'facts'>): z.infer<typeof Facts> {
  return Facts.parse(tools.facts())
}

/**
 * The VM as it is now, under whatever MoRef it has now (failure-modes row 23).
 *
 * @throws ZerfauxError `precondition_failed` when it is gone, or cannot be told apart
 */
export async function lookAtVm(
  { moref, instanceUuid, vmName }: MoveVmParams,
  tools: MoveVmTools,
  signal: AbortSignal,
): Promise<VmHardware> {
  const known = await tools.vcenter.vmHardware(moveFacts(tools).vmMoref ?? moref, { signal })
  if (known && (instanceUuid === null || known.instanceUuid === null || known.instanceUuid === instanceUuid))
    return known
  const found = instanceUuid === null ? [] : await tools.vcenter.findByInstanceUuid(instanceUuid, { signal })
  const [only, ...others] = found
  const again = only && others.length === 0 ? await tools.vcenter.vmHardware(only, { signal }) : null
  if (again) return again
  throw new ZerfauxError(
    'precondition_failed',
    others.length > 0
      ? `${found.length} VMs have the instance UUID of ${vmName}`
      : `${vmName} is no longer in its vCenter`,
    { hint: 'Sync the vCenter and look at the VM there; then retry, or cancel this job.' },
  )
}
