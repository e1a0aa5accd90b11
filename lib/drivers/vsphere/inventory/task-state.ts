import type { MoRef, TaskState } from '../../../domain/inventory.ts'
import type { ManagedObject } from '../schema/wire-types.ts'
import { toMoRef } from './to-moref.ts'

const states: Readonly<Record<string, TaskState['state']>> = {
  queued: 'queued',
  running: 'running',
  success: 'success',
  error: 'error',
}

export type TaskProperties = ManagedObject<'Task'>['properties']

export function taskState(properties: TaskProperties): TaskState {
  const error = properties['info.error']
  return {
    state: states[properties['info.state'] ?? ''] ?? 'queued',
    progressPercent: properties['info.progress'] ?? null,
    descriptionId: properties['info.descriptionId'] ?? null,
    faultType: error?.fault?.$type ?? null,
    faultMessage: error?.localizedMessage ?? null,
    result: reference(properties['info.result']),
  }
}

/** Some tasks end with an object, some with a report, most with nothing. */
function reference(result: unknown): MoRef | null {
  if (typeof result !== 'object' || result === null || !('type' in result) || !('value' in result)) return null
  return typeof result.value === 'string' && result.value !== '' ? toMoRef(result.value) : null
}

export function hasEnded({ state }: TaskState): boolean {
  return state === 'success' || state === 'error'
}
