import { ZerfauxError } from './errors.ts'
import type { DatasetState } from './zfs-state.ts'

export type Belonging = { readonly groupId: string; readonly epoch: number }

/**
 * Whose a dataset is, by the marks that it carries. The epoch is a fencing token: a revived old
 * primary must not push over the new one.
 *
 * @throws ZerfauxError `precondition_failed` when it is another group's, of another epoch or in another role
 */
export function refuseForeign(
  { groupId, epoch }: Belonging,
  state: Pick<DatasetState, 'dataset' | 'properties'>,
  role: 'primary' | 'replica',
): void {
  const { 'zfx:group': group, 'zfx:epoch': marked, 'zfx:role': found } = state.properties
  if (group && group !== groupId) {
    throw new ZerfauxError('precondition_failed', `${state.dataset} belongs to another protection group (${group})`, {
      hint: 'Choose another dataset. If that group is gone for good, clear its mark: zfs inherit zfx:group.',
    })
  }
  if (marked && Number(marked) !== epoch) {
    throw new ZerfauxError('precondition_failed', `${state.dataset} is at epoch ${marked}, the group at ${epoch}`, {
      hint: 'A failover happened that this job does not know of. Look at both sites before replicating.',
    })
  }
  if (found && found !== role) {
    throw new ZerfauxError('precondition_failed', `${state.dataset} is marked as ${found}, but should be the ${role}`, {
      hint: 'The direction of this group was changed at the sites. Look at both before replicating.',
    })
  }
}
