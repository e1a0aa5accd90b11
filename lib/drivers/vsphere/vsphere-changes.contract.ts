import type { GuestRig, MovableRig, SpoiledRig } from './contract/changes-rig.ts'
import { describeCollisions } from './contract/collisions.contract.ts'
import { describeGuest } from './contract/guest.contract.ts'
import { describeGuests } from './contract/guests.contract.ts'
import { describeMoves } from './contract/moves.contract.ts'
import { describeRefusals } from './contract/refusals.contract.ts'
import { describeShells } from './contract/shells.contract.ts'
import { describeBrowsing, describeMounts, type ExportRig } from './contract/storage.contract.ts'
import { describeTroubles } from './contract/troubles.contract.ts'
import { describeWatching } from './contract/watching.contract.ts'

export type OwnRig = MovableRig & ExportRig & GuestRig
export type EveryRig = SpoiledRig & OwnRig

/** What `VsphereChanges` promises on any vCenter: also on one that nobody can make fail at will. */
export function describeOwnChanges(rig: () => OwnRig): void {
  describeShells(rig)
  describeMoves(rig)
  describeBrowsing(rig)
  describeMounts(rig)
  describeCollisions(rig)
  describeRefusals(rig)
  describeWatching(rig)
  describeGuest(rig)
}

/** All that it promises, on a vCenter that can be spoiled. */
export function describeChanges(rig: () => EveryRig): void {
  describeOwnChanges(rig)
  describeTroubles(rig)
  describeGuests(rig)
}
