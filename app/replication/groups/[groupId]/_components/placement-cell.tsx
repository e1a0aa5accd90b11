import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'

export function PlacementBadge({ vm }: { vm: ProtectedVmView }) {
  if (vm.inProtectionDatastore) return <Badge look={{ tone: 'ok', shape: '●', label: 'Yes' }} />
  const where = vm.currentDatastore ?? 'several datastores'
  const isAway = vm.attention.some(({ code }) => code === 'moved_away')
  if (isAway) return <Badge look={{ tone: 'critical', shape: '▲', label: `Moved away, to ${where}` }} />
  return <Badge look={{ tone: 'warning', shape: '◆', label: `No, on ${where}: not replicated` }} />
}

/** Whether the VM is where it is replicated, and the way there. */
export function PlacementCell({ vm }: { vm: ProtectedVmView }) {
  return (
    <span className="actions">
      <PlacementBadge vm={vm} />
      {!vm.inProtectionDatastore && vm.goneAt === null && (
        <Link href={`/replication/groups/${vm.groupId}/move/plan?vm=${vm.id}`}>
          Move<span className="visually-hidden"> {vm.name} to the protection datastore</span>
        </Link>
      )}
    </span>
  )
}
