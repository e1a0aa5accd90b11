import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import { shellLooks } from '../../../_components/shell-look'

const changed = { tone: 'warning', shape: '◆', label: 'Changed' } as const

/** The VM's shell, and the way to its plan. */
export function ShellCell({ vm }: { vm: ProtectedVmView }) {
  const isChanged = vm.attention.some(({ code }) => code === 'dr_shell_changed')
  const verb = vm.drShellStatus === 'none' ? 'Plan' : isChanged || vm.drShellStatus === 'missing' ? 'Repair' : 'Show'
  return (
    <span className="actions">
      <Badge look={isChanged ? changed : shellLooks[vm.drShellStatus]} />
      <Link href={`/replication/groups/${vm.groupId}/shells/plan?vm=${vm.id}`}>
        {verb}
        <span className="visually-hidden"> the DR shell of {vm.name}</span>
      </Link>
    </span>
  )
}
