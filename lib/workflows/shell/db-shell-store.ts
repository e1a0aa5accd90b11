import type { Db } from '../../db/client.ts'
import { deleteProtectedVm } from '../../db/protected-vms.ts'
import { getShellMoref, updateShell } from '../../db/shells.ts'
import type { ShellStore } from './shell-tools.ts'

export function dbShellStore(db: Db, protectedVmId: string): ShellStore {
  return {
    setStatus: (drShellStatus) => updateShell(db, protectedVmId, { drShellStatus }),
    onRecord: () => getShellMoref(db, protectedVmId),
    record: ({ moref, name }) =>
      updateShell(db, protectedVmId, { drShellStatus: 'created', drShellMoref: moref, drShellName: name }),
    forget: () => updateShell(db, protectedVmId, { drShellStatus: 'none', drShellMoref: null }),
    leaveGroup: () => deleteProtectedVm(db, protectedVmId),
  }
}
