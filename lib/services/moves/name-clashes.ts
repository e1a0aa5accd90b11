import type { PlannedVm } from '../../db/move-facts.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef } from '../../domain/inventory.ts'
import type { MoveObstacle } from '../../domain/move-obstacles.ts'
import type { MovePlan } from '../../domain/move-plan.ts'
import { folderFor, nameClash } from '../../domain/name-clash.ts'
import type { FoundFile } from '../../drivers/vsphere/vsphere-changes.ts'
import { inParallel } from '../../workflows/in-parallel.ts'
import type { ServiceContext } from '../context.ts'

const LOOK_MS = 5_000
const AT_ONCE = 6

export type PlannedMove = { readonly vm: PlannedVm; readonly plan: MovePlan }
type Browse = (folder: string) => Promise<readonly FoundFile[]>

/**
 * Folders that are in the way, which no inventory tells: the vCenter is asked. For many VMs it lists the
 * datastore once, and then only the folders that have one of their names.
 */
export async function withNameClashes(ctx: ServiceContext, planned: readonly PlannedMove[]): Promise<PlannedMove[]> {
  const moving = planned.filter(({ vm, plan }) => plan.needsStorageMove && !vm.gone && plan.datastoreMoref !== null)
  const datastores = Map.groupBy(moving, ({ vm, plan }) => `${vm.vcenterId} ${plan.datastoreMoref}`)
  const found = await Promise.all([...datastores.values()].map((moves) => lookAtDatastore(ctx, moves)))
  const looked = new Map(found.flat().map((one) => [one.vm.protectedVmId, one]))
  return planned.map((one) => looked.get(one.vm.protectedVmId) ?? one)
}

async function lookAtDatastore(ctx: ServiceContext, moves: readonly PlannedMove[]): Promise<PlannedMove[]> {
  const [first] = moves
  if (!first) return []
  const signal = AbortSignal.timeout(LOOK_MS)
  try {
    const vcenter = await ctx.sites.vcenter(first.vm.vcenterId)
    const datastore = MoRef.parse(first.plan.datastoreMoref)
    const browse: Browse = (folder) => vcenter.browseDatastore(datastore, folder, { signal })
    const taken = moves.length === 1 ? null : new Set((await browse('')).map(({ path }) => path))
    return await inParallel(moves, AT_ONCE, async ({ vm, plan }) => {
      const folder = folderFor(vm)
      if (taken?.has(folder) === false) return { vm, plan }
      const clash = nameClash(vm, plan.requiredDatastore, await browse(folder))
      return { vm, plan: clash ? { ...plan, blockers: [...plan.blockers, clash] } : plan }
    })
  } catch (error) {
    if (!(error instanceof ZerfauxError) && !signal.aborted) throw error
    const said = error instanceof ZerfauxError ? error.message : 'it took too long'
    return moves.map(({ vm, plan }) => ({
      vm,
      plan: { ...plan, warnings: [...plan.warnings, notKnown(plan.requiredDatastore, said)] },
    }))
  }
}

function notKnown(datastore: string, said: string): MoveObstacle {
  return {
    code: 'unknown_name_clash',
    message: `Whether a folder of that name is on ${datastore} is not known: ${said}`,
    hint: 'The job looks before it begins, and refuses what is in its way.',
  }
}
