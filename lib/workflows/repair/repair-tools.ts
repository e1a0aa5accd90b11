import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName, Guid } from '../../domain/zfs-names.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from '../replicate/replicate-params.ts'
import type { ReplicateStep, ReplicateTools } from '../replicate/replicate-tools.ts'
import type { Step } from '../workflow.ts'
import type { RepairParams } from './repair-params.ts'

/** What the database remembers of points that lie in a dataset which is no replica any more. */
export interface KeptLedger {
  /** They are no recovery points of the group any more, and this is where they lie. May be repeated. */
  setAside(targetId: string, dataset: DatasetName, guids: readonly Guid[]): Promise<void>
}

export type RepairTools = ReplicateTools & { readonly kept: KeptLedger }
export type RepairStep = Step<RepairParams, RepairTools>

/** A step of a replication round, at the place that `paramsOf` says. */
export function stepOfRound(
  step: ReplicateStep,
  paramsOf: (params: RepairParams) => ReplicateParams = ({ replicate }) => replicate,
): RepairStep {
  const { undo } = step
  return {
    name: step.name,
    title: step.title,
    when: (params) => params.way !== 'discard_partial',
    run: (params, tools) => step.run(paramsOf(params), tools),
    ...(undo && { undo: (params: RepairParams, tools: RepairTools) => undo(paramsOf(params), tools) }),
  }
}

/** Parameters that this way of repairing always has. */
export function needed<Value>(value: Value | null, name: string): Value {
  if (value === null) throw new TypeError(`A repair without its ${name}`)
  return value
}

export function marksOf({ groupId, epoch }: ReplicateParams) {
  return { 'zfx:group': groupId, 'zfx:epoch': String(epoch), 'zfx:role': 'replica' } as const
}

/** What the replica was becomes something that is kept until a person removes it. */
export function setAside({ replicate, aside, picture, keptSince }: RepairParams): ZfsChange[] {
  const to = needed(aside, 'name for what is kept')
  return [
    { do: 'rename_dataset', dataset: replicate.target, to, guid: needed(picture.target, 'replica') },
    {
      do: 'set_properties',
      dataset: to,
      properties: { 'zfx:group': replicate.groupId, 'zfx:role': 'kept', 'zfx:kept-since': keptSince },
    },
  ]
}

/** Only a name that stands empty is filled again: what has taken the replica's place stays there. */
export async function putBack({ replicate, aside, picture }: RepairParams, tools: RepairTools): Promise<boolean> {
  if (aside === null || picture.target === null) return false
  const { target } = replicate
  const [there, kept] = [await tools.target.observe(target), await tools.target.observe(aside)]
  if (there || kept?.guid !== picture.target) return false
  await tools.target.apply([
    { do: 'rename_dataset', dataset: aside, to: target, guid: picture.target },
    { do: 'set_properties', dataset: target, properties: marksOf(replicate) },
  ])
  return true
}

export function stale(changes: readonly string[]): ZerfauxError {
  return new ZerfauxError(
    'precondition_failed',
    `What this repair was planned on has changed: ${changes.join('; ')}. Nothing was changed by it`,
    { hint: 'Cancel this job, look at the group again and choose a way from what is there now.' },
  )
}
