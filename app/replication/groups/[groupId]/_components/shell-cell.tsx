import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import { shellLookOf } from '../../../_components/shell-look'

/** The VM's shell, and the way to its plan. */
export function ShellCell({ vm }: { vm: ProtectedVmView }) {
  const isChanged = vm.attention.some(({ code }) => code === 'dr_shell_changed')
  const verb = vm.drShellStatus === 'none' ? 'Plan' : isChanged || vm.drShellStatus === 'missing' ? 'Repair' : 'Show'
  return (
    <span className="actions">
      <Badge look={shellLookOf(vm)} />
      <Link href={`/replication/groups/${vm.groupId}/shells/plan?vm=${vm.id}`}>
        {verb}
        <span className="visually-hidden"> the DR shell of {vm.name}</span>
      </Link>
    </span>
  )
}
