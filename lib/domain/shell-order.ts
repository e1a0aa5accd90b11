import { z } from 'zod'
import { ZerfauxError } from './errors.ts'
import { MoRef } from './inventory.ts'
import type { ShellNotice } from './shell-notice.ts'
import type { ShellPlan } from './shell-plan.ts'
import { ShellDisk, ShellHardware } from './shell-spec.ts'
import type { VcenterTree } from './vcenter-tree.ts'

const Named = z.object({ moref: MoRef, name: z.string() })

/** A plan that was agreed to, as a job carries it out. */
export const ShellOrder = z.object({
  name: z.string(),
  hardware: ShellHardware,
  disks: z.array(ShellDisk),
  placeholderDatastore: Named,
  folder: MoRef,
  resourcePool: MoRef,
  host: MoRef.nullable(),
  /** Null: its pool belongs to no cluster. */
  cluster: Named.extend({ haEnabled: z.boolean().nullable(), drsEnabled: z.boolean().nullable() }).nullable(),
})
export type ShellOrder = z.infer<typeof ShellOrder>

/** @throws ZerfauxError `precondition_failed` that names what blocks the plan */
export function orderOf(vmName: string, plan: ShellPlan, tree: VcenterTree): ShellOrder {
  const { hardware, placement } = plan
  const { placeholderDatastore, folder, resourcePool } = placement
  if (plan.blockers.length > 0 || !hardware || !placeholderDatastore || !folder || !resourcePool) {
    throw blocked(vmName, plan.blockers)
  }
  const cluster = placement.cluster && tree.find('cluster', placement.cluster.moref)
  return {
    name: plan.shellName,
    hardware,
    disks: [...plan.disks],
    placeholderDatastore: { moref: placeholderDatastore.moref, name: placeholderDatastore.name },
    folder: folder.moref,
    resourcePool: resourcePool.moref,
    host: placement.host?.moref ?? null,
    cluster: cluster && {
      moref: cluster.moref,
      name: cluster.name,
      haEnabled: cluster.haEnabled,
      drsEnabled: cluster.drsEnabled,
    },
  }
}

function blocked(vmName: string, blockers: readonly ShellNotice[]): ZerfauxError {
  return new ZerfauxError(
    'precondition_failed',
    `No DR shell can be made for ${vmName}: ${blockers.map(({ message }) => message).join('; ')}`,
    { hint: [...new Set(blockers.map(({ hint }) => hint))].join(' ') },
  )
}

/**
 * In which of its parts a plan made now is another than the one that was agreed to. Disks do not count: the
 * shell has none, and their files are called otherwise while a snapshot is being taken.
 */
export function orderChanges(agreed: ShellOrder, now: ShellOrder): string[] {
  return [...changed(placeOf(agreed), placeOf(now)), ...changed(agreed.hardware, now.hardware)].toSorted()
}

function placeOf({ name, placeholderDatastore, folder, resourcePool, host }: ShellOrder) {
  return { name, placeholderDatastore, folder, resourcePool, host }
}

function changed(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(a).filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]))
}
