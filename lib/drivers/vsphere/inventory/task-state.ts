import type { TaskState } from '../../../domain/inventory.ts'
import type { ManagedObject } from '../schema/wire-types.ts'

const states: Readonly<Record<string, TaskState['state']>> = {
  queued: 'queued',
  running: 'running',
  success: 'success',
  error: 'error',
}

export function taskState({ properties }: ManagedObject<'Task'>): TaskState {
  const error = properties['info.error']
  return {
    state: states[properties['info.state'] ?? ''] ?? 'queued',
    progressPercent: properties['info.progress'] ?? null,
    descriptionId: properties['info.descriptionId'] ?? null,
    faultType: error?.fault?.$type ?? null,
    faultMessage: error?.localizedMessage ?? null,
    result: null,
  }
}
