import { consistencySentence } from '@/lib/domain/quiesce'
import { words } from '@/app/_ui/format'
import type { RecoveryPointView } from '@/lib/services/recovery-points/recovery-point-view'

/** For how many VMs a point is application-consistent, and what came in the way for the others. */
export function PointConsistency({
  point: { consistency, vmConsistency },
}: {
  point: Pick<RecoveryPointView, 'consistency' | 'vmConsistency'>
}) {
  if (vmConsistency === null || vmConsistency.length === 0) return words(consistency)
  const told = vmConsistency.filter(({ because }) => because !== null)
  if (told.length === 0) return words(consistency)
  return (
    <details>
      <summary>{summary(vmConsistency)}</summary>
      <ul className="plain">
        {told.map(({ vmId, name, because }) => (
          <li key={vmId} className="quiet">
            {name}: {because}
          </li>
        ))}
      </ul>
    </details>
  )
}

function summary(vms: NonNullable<RecoveryPointView['vmConsistency']>): string {
  if (vms.every(({ consistency }) => consistency === 'application')) return words('application')
  return consistencySentence(vms).split(';')[0] ?? ''
}
