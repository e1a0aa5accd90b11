import { z } from 'zod'
import { moveObstacleCodes } from '../../domain/move-obstacles.ts'
import type { MovePlan } from '../../domain/move-plan.ts'
import type { PlannedVm } from '../../db/move-facts.ts'
import { Bytes, Id } from '../fields.ts'

const Obstacle = z.object({ code: z.enum(moveObstacleCodes), message: z.string(), hint: z.string() })

export const MovePlanView = z.object({
  protectedVmId: Id,
  name: z.string(),
  activeJobId: Id.nullable().meta({ description: 'A job of this VM that is under way' }),
  currentDatastore: z.string().nullable().meta({ description: 'null: it lies on several, or it is not known' }),
  requiredDatastore: z.string(),
  inProtectionDatastore: z.boolean(),
  needsStorageMove: z.boolean(),
  blockers: z.array(Obstacle).meta({ description: 'Each is reason enough not to move it' }),
  warnings: z.array(Obstacle).meta({ description: 'What is not known and may turn out to be a blocker' }),
  bytesToMove: Bytes.nullable().meta({ description: 'null: its size is not known' }),
  home: z.object({ path: z.string().nullable(), datastore: z.string().nullable(), ok: z.boolean() }),
  disks: z.array(
    z.object({
      key: z.number().int(),
      path: z.string().nullable(),
      datastore: z.string().nullable(),
      requiredDatastore: z.string(),
      capacityBytes: Bytes.nullable(),
      ok: z.boolean(),
    }),
  ),
  steps: z.array(z.object({ name: z.string(), title: z.string() })),
})
export type MovePlanView = z.infer<typeof MovePlanView>

export const MovePlans = z.object({
  items: z.array(MovePlanView),
  space: z.object({
    datastore: z.string(),
    freeBytes: Bytes.nullable().meta({ description: 'As of the last inventory; null: not known' }),
    reservedBytes: Bytes.meta({ description: 'Of moves that wait, are under way, or ended since that inventory' }),
    neededBytes: Bytes.nullable().meta({ description: 'Of what can be moved here, with a margin' }),
    fits: z.boolean().nullable(),
  }),
})
export type MovePlans = z.infer<typeof MovePlans>

export function movePlanView(vm: PlannedVm, plan: MovePlan, activeJobId: string | null): MovePlanView {
  return {
    protectedVmId: vm.protectedVmId,
    name: vm.name,
    activeJobId,
    currentDatastore: plan.currentDatastore,
    requiredDatastore: plan.requiredDatastore,
    inProtectionDatastore: plan.inProtectionDatastore,
    needsStorageMove: plan.needsStorageMove,
    blockers: [...plan.blockers],
    warnings: [...plan.warnings],
    bytesToMove: plan.bytesToMove,
    home: plan.home,
    disks: [...plan.disks],
    steps: [...plan.steps],
  }
}
