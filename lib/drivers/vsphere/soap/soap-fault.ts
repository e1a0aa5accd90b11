import { ZerfauxError } from '../../../domain/errors.ts'
import type { Read } from '../schema/wire-types.ts'
import { shownAddress, type VcenterAddress } from './vcenter-address.ts'

export type Fault = Read<'MethodFault'>

/**
 * A refusal of the vCenter as ours, told by the fault's type and never by its text, which is
 * translated. `said` is left out where the request held a secret that it might repeat.
 */
export function faultFailure(address: VcenterAddress, doing: string, fault: Fault, said: string | null): ZerfauxError {
  const at = shownAddress(address)
  switch (fault.$type) {
    case 'NotAuthenticated':
      return new ZerfauxError('session_ended', `Could not ${doing}: vCenter ${at} has ended our session`)
    case 'InvalidLogin':
    case 'PasswordExpired':
    case 'UserLocked':
      return new ZerfauxError(
        'sign_in_refused',
        `vCenter ${at} does not accept the user name or password (${fault.$type})`,
        {
          hint: 'Check the user name, with its domain (user@vsphere.local), the password, and whether the account is locked.',
        },
      )
    case 'NoPermission': {
      const privilege = fault.privilegeId || 'that it does not name'
      const on = fault.object ? ` on ${fault.object.type} ${fault.object.value}` : ''
      return new ZerfauxError(
        'permission_missing',
        `Could not ${doing}: vCenter ${at} asks for the privilege ${privilege}${on}`,
        {
          hint: `Give the user a role with the privilege ${privilege}, at the top of the inventory and propagated.`,
          facts: { fault: 'NoPermission' },
        },
      )
    }
    case 'ManagedObjectNotFound':
      return new ZerfauxError('not_found', `Could not ${doing}: vCenter ${at} does not know that object (any more)`, {
        facts: { fault: 'ManagedObjectNotFound' },
      })
    case 'DuplicateName':
      return new ZerfauxError('conflict', `Could not ${doing}: the name is taken on vCenter ${at}`, {
        hint: 'Choose another name, or see what has it.',
        facts: { fault: 'DuplicateName' },
      })
    default:
      return new ZerfauxError(
        'remote_rejected',
        `Could not ${doing}: vCenter ${at} answered ${fault.$type || 'a fault without a type'}${said ? `: ${said.slice(0, 500)}` : ''}`,
        { facts: fault.$type ? { fault: fault.$type } : {} },
      )
  }
}
