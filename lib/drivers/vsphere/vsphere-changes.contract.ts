import { describeCollisions } from './contract/collisions.contract.ts'
import type { SpoiledRig } from './contract/changes-rig.ts'
import { describeMoves } from './contract/moves.contract.ts'
import { describePulse } from './contract/pulse.contract.ts'
import { describeRefusals } from './contract/refusals.contract.ts'
import { describeShells } from './contract/shells.contract.ts'
import { describeBrowsing, describeMounts, type ExportRig } from './contract/storage.contract.ts'

export type EveryRig = SpoiledRig & ExportRig

/** All that `VsphereChanges` promises, on a vCenter that can be spoiled. */
export function describeChanges(rig: () => EveryRig): void {
  describeShells(rig)
  describeMoves(rig)
  describeBrowsing(rig)
  describeMounts(rig)
  describeCollisions(rig)
  describeRefusals(rig)
  describePulse(rig)
}
