import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef, TaskState } from '../../../domain/inventory.ts'
import type { Clock } from '../clock.ts'
import { hasEnded } from '../inventory/task-state.ts'
import type { Follower } from './task-follower.ts'

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 2_000

type ReadTask = (task: MoRef, signal: AbortSignal) => Promise<TaskState | null>

/** Asks after one task again and again until it has ended. */
export async function askAfter(task: MoRef, follower: Follower, read: ReadTask, clock: Clock): Promise<void> {
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const state = await read(task, follower.signal)
      if (!state) throw new ZerfauxError('not_found', `The vCenter knows no task ${task}`)
      follower.tell(state)
      if (hasEnded(state)) return
      await clock.sleep(pause, follower.signal)
    }
  } catch (error) {
    follower.fail(error)
  }
}
