import type { MoRef } from './inventory.ts'
import { isSettled, type JobStatus } from './job-status.ts'
import type { OurVmSnapshot } from './vm-snapshot.ts'
import { isOurs } from './zfs-names.ts'

/** A run that asked VMs to hold still under this name, as far as the database knows of it. */
export type SnapshotMaker = {
  readonly jobId: string
  readonly groupId: string | null
  readonly groupName: string | null
  readonly name: string
  readonly vms: readonly MoRef[]
  readonly status: JobStatus
  /** Since it had its ZFS snapshot, for which it held them still; null before. */
  readonly takenSecondsAgo: number | null
  /** Since anything of it changed. */
  readonly restingSeconds: number
}

/** Long enough for a run to remove its own, in its ordinary course. */
const SAFE_SECONDS = 600

/**
 * The run that left this snapshot behind; null when there is none, so that it is not ours to remove. A
 * name of our form does not prove that we made it: a run on record must have asked this very VM for it.
 */
export function leftBy(snapshot: OurVmSnapshot, makers: readonly SnapshotMaker[]): SnapshotMaker | null {
  if (!isOurs(snapshot.name)) return null
  const maker = makers.find(({ name, vms }) => name === snapshot.name && vms.includes(snapshot.vm))
  return maker && isDoneWithIt(maker) ? maker : null
}

function isDoneWithIt({ status, takenSecondsAgo, restingSeconds }: SnapshotMaker): boolean {
  if (isSettled(status)) return true
  // It may try to send for days.
  if (takenSecondsAgo !== null && takenSecondsAgo >= SAFE_SECONDS) return true
  // The next attempt, whenever a person asks for it, quiesces anew.
  const waits = status === 'needs_operator' || status === 'stuck'
  return waits && restingSeconds >= SAFE_SECONDS
}
