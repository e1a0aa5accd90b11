import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { words } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import { TableBox } from '@/app/_ui/table-box'
import { pageContext } from '@/lib/http/page-context'
import { listAuditEvents } from '@/lib/services/audit/list-audit-events'
import { guarded } from '../../_components/guarded'
import { pick, withParams } from '../../_components/search-params'

export const metadata: Metadata = { title: 'Audit' }

export default function AuditPage({ searchParams }: PageProps<'/replication/admin/audit'>) {
  return guarded(async () => {
    const asked = pick(await searchParams, ['cursor', 'objectId'])
    const { items, nextCursor } = await listAuditEvents(await pageContext(), asked)
    return (
      <main className="page stack" id="content">
        <header className="page-head">
          <div>
            <h1>Audit</h1>
            <p>Who did what to which object, newest first.</p>
          </div>
        </header>
        {items.length === 0 ? (
          <Empty title="Nothing was done yet" />
        ) : (
          <TableBox label="Audit events">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">What</th>
                  <th scope="col">Object</th>
                  <th scope="col">Outcome</th>
                  <th scope="col">From</th>
                </tr>
              </thead>
              <tbody>
                {items.map((event) => (
                  <tr key={event.id}>
                    <td>
                      <Time at={event.at} />
                    </td>
                    <td>{event.actor.replace(/^user:/, '')}</td>
                    <td>{words(event.action)}</td>
                    <td>
                      {event.objectName} <span className="quiet">{words(event.objectType).toLowerCase()}</span>
                    </td>
                    <td>{words(event.outcome)}</td>
                    <td className="mono">{event.address ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableBox>
        )}
        <div className="table-foot">
          {asked.cursor ? <Link href="/replication/admin/audit">Newest events</Link> : <span />}
          {nextCursor && (
            <Link href={withParams('/replication/admin/audit', { ...asked, cursor: nextCursor })}>Older events</Link>
          )}
        </div>
      </main>
    )
  })
}
