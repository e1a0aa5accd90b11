import type { MoveObstacle } from './move-obstacles.ts'
import type { MoveDatastore, MoveVm } from './move-facts.ts'
import { planMove, plus, type MovePlan } from './move-plan.ts'
import { plainBytes } from './plain-units.ts'

/** Kept free: what a guest writes meanwhile, and a pool that is full to the brim serves nobody. */
const MARGIN = 0.1

export type MoveSpace = {
  readonly datastore: string
  /** Null while the datastore, or what it has free, is unknown. */
  readonly freeBytes: number | null
  /** Of moves that are under way or wait. */
  readonly reservedBytes: number
  /** Of this selection, with the margin; null while the size of one of them is unknown. */
  readonly neededBytes: number | null
  readonly fits: boolean | null
}

export type MoveSelection<Vm> = {
  readonly plans: readonly { readonly vm: Vm; readonly plan: MovePlan }[]
  readonly space: MoveSpace
}

/**
 * One plan for all that are to be moved together. Where they do not fit on the datastore together, each
 * that would move is blocked: which of them shall stay behind is the operator's choice.
 */
export function planMoves<Vm extends MoveVm>(input: {
  readonly vms: readonly Vm[]
  readonly required: string
  readonly datastores: readonly MoveDatastore[]
  readonly reservedBytes: number
}): MoveSelection<Vm> {
  const { required, datastores, reservedBytes } = input
  const planned = input.vms.map((vm) => ({ vm, plan: planMove(vm, required, datastores) }))
  const space = spaceFor(planned, required, datastores, reservedBytes)
  const plans = planned.map(({ vm, plan }) => {
    if (!willMove(plan)) return { vm, plan }
    const { blockers, warnings } = spaceObstacles(vm.name, plan, space)
    return {
      vm,
      plan: { ...plan, blockers: [...plan.blockers, ...blockers], warnings: [...plan.warnings, ...warnings] },
    }
  })
  return { plans, space }
}

const willMove = ({ needsStorageMove, blockers }: MovePlan) => needsStorageMove && blockers.length === 0

function spaceFor(
  planned: readonly { readonly plan: MovePlan }[],
  datastore: string,
  datastores: readonly MoveDatastore[],
  reservedBytes: number,
): MoveSpace {
  const moving = planned.filter(({ plan }) => willMove(plan))
  const chosen = moving[0]?.plan.datastoreMoref
  const [only, ...others] = datastores
  const target = datastores.find(({ moref }) => moref === chosen) ?? (others.length === 0 ? only : undefined)
  const freeBytes = target?.freeBytes ?? null
  const bytes = moving.reduce<number | null>((sum, { plan }) => plus(sum, plan.bytesToMove), 0)
  const neededBytes = bytes === null ? null : Math.ceil(bytes * (1 + MARGIN))
  const fits = neededBytes === null || freeBytes === null ? null : neededBytes <= freeBytes - reservedBytes
  return { datastore, freeBytes, reservedBytes, neededBytes, fits }
}

function spaceObstacles(
  name: string,
  { bytesToMove }: MovePlan,
  { datastore, freeBytes, reservedBytes, neededBytes, fits }: MoveSpace,
): { readonly blockers: readonly MoveObstacle[]; readonly warnings: readonly MoveObstacle[] } {
  if (fits === false && neededBytes !== null && freeBytes !== null) {
    const others = reservedBytes > 0 ? `, of which ${plainBytes(reservedBytes)} are for moves under way` : ''
    const message = `All that is selected needs ${plainBytes(neededBytes)} on ${datastore} with a margin; ${plainBytes(freeBytes)} are free${others}`
    const hint = 'Select fewer VMs, or make room on the pool first.'
    return { blockers: [{ code: 'no_space', message, hint }], warnings: [] }
  }
  const warnings: MoveObstacle[] = []
  if (bytesToMove === null)
    warnings.push({
      code: 'unknown_size',
      message: `How much ${name} occupies is not known`,
      hint: 'Sync the vCenter, or look at its size in the vSphere client.',
    })
  if (freeBytes === null)
    warnings.push({
      code: 'unknown_space',
      message: `How much is free on ${datastore} is not known`,
      hint: 'Sync the vCenter, or look at the datastore in the vSphere client.',
    })
  return { blockers: [], warnings }
}
