import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { count } from '@/app/_ui/format'
import { pageContext } from '@/lib/http/page-context'
import { listRecoveryPoints } from '@/lib/services/protection-groups/list-recovery-points'
import { RecoveryPointsTable } from './recovery-points-table'

const SHOWN = 12

/** What the group can be recovered to, newest first. */
export async function RecoveryPoints({ groupId, total }: { groupId: string; total: number }) {
  const ctx = await pageContext()
  const { items } = await listRecoveryPoints(ctx, { id: groupId, limit: SHOWN })
  return (
    <div className="section">
      <div className="section-head">
        <h2>Recovery points</h2>
        <span className="actions">
          {total > items.length ? (
            <Link href={`/replication/groups/${groupId}/points`}>All {count(total, 'recovery point')}</Link>
          ) : (
            <span className="quiet">{count(total, 'recovery point')}</span>
          )}
          <Link href={`/replication/groups/${groupId}/retention`}>Retention</Link>
        </span>
      </div>
      {items.length === 0 ? (
        <Empty title="No recovery point yet">
          <p>Run the group once: the first run copies everything, later ones only what changed.</p>
        </Empty>
      ) : (
        <RecoveryPointsTable points={items} role={ctx.actor.role} />
      )}
    </div>
  )
}
