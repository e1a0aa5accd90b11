import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { count } from '@/app/_ui/format'
import { pageContext } from '@/lib/http/page-context'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { listRecoveryPoints } from '@/lib/services/protection-groups/list-recovery-points'
import { guarded } from '../../../_components/guarded'
import { pick, withParams } from '../../../_components/search-params'
import { RecoveryPointsTable } from '../_components/recovery-points-table'

export const metadata: Metadata = { title: 'Recovery points' }

export default function PointsPage({ params, searchParams }: PageProps<'/replication/groups/[groupId]/points'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    const { cursor } = pick(await searchParams, ['cursor'])
    const { items, nextCursor } = await listRecoveryPoints(ctx, { id: group.id, limit: 50, cursor })
    const path = `/replication/groups/${group.id}/points`
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> /{' '}
            <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
          </p>
          <div className="page-head">
            <h1>{count(group.recoveryPointCount, 'recovery point')}</h1>
            <div className="actions">
              <Link className="button" href={`/replication/groups/${group.id}/retention`}>
                Retention
              </Link>
            </div>
          </div>
        </header>
        {items.length === 0 ? (
          <Empty title="No recovery point here" />
        ) : (
          <RecoveryPointsTable points={items} role={ctx.actor.role} />
        )}
        <nav className="actions" aria-label="Pages">
          {cursor !== undefined && (
            <Link className="button" href={path}>
              Newest
            </Link>
          )}
          {nextCursor !== null && (
            <Link className="button" href={withParams(path, { cursor: nextCursor })}>
              Older
            </Link>
          )}
        </nav>
      </main>
    )
  })
}
