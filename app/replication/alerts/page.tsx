import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { alertKinds } from '@/lib/domain/alert'
import { alertKindNames } from '@/lib/domain/alert-notice'
import { mayActAs } from '@/lib/domain/role'
import { pageContext } from '@/lib/http/page-context'
import { ListAlerts, listAlerts } from '@/lib/services/alerts/list-alerts'
import { allPages } from '../_components/all-pages'
import { loadGroups } from '../_components/estate'
import { FilterForm } from '../_components/filter-form'
import { SelectFilter } from '../_components/filters'
import { guarded } from '../_components/guarded'
import { pick, withParams } from '../_components/search-params'
import { OpenAlertsTable, PastAlertsTable } from './_components/alerts-table'

export const metadata: Metadata = { title: 'Alerts' }

const Filters = ListAlerts.pick({ kind: true, groupId: true, targetId: true, cursor: true })

export default function AlertsPage({ searchParams }: PageProps<'/replication/alerts'>) {
  return guarded(async () => {
    const asked = pick(await searchParams, ['kind', 'groupId', 'targetId', 'cursor'])
    const { cursor, ...filtered } = asked
    const ctx = await pageContext()
    const filter = Filters.parse(filtered)
    const [open, past, groups] = await Promise.all([
      allPages((page) => listAlerts(ctx, { ...filter, ...page, open: 'true' })),
      listAlerts(ctx, { ...Filters.parse(asked), open: 'false', limit: 25 }),
      loadGroups(),
    ])
    const isFiltered = Object.keys(filtered).length > 0
    return (
      <main className="page stack" id="content">
        <header className="page-head">
          <div>
            <h1>Alerts</h1>
            <p>
              Judged every half minute from what is on record.{' '}
              {mayActAs(ctx.actor.role, 'admin') && (
                <Link href="/replication/admin/alert-channels">Where they are sent</Link>
              )}
            </p>
          </div>
        </header>
        <FilterForm keep={['targetId']}>
          <SelectFilter
            name="kind"
            label="Kind"
            any="Any kind"
            value={asked.kind ?? ''}
            options={alertKinds.map((value) => ({ value, label: alertKindNames[value] }))}
            first
          />
          <SelectFilter
            name="groupId"
            label="Protection group"
            any="Any group"
            value={asked.groupId ?? ''}
            options={groups.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </FilterForm>
        {isFiltered && <Link href="/replication/alerts">All alerts</Link>}
        <div className="section">
          <h2>Open</h2>
          {open.length === 0 ? (
            <Empty title={isFiltered ? 'No open alert matches these filters' : 'Nothing is wrong'} />
          ) : (
            <OpenAlertsTable alerts={open} role={ctx.actor.role} />
          )}
        </div>
        <div className="section">
          <h2>History</h2>
          {past.items.length === 0 ? (
            <Empty title={isFiltered ? 'No past alert matches these filters' : 'No alert has ended yet'} />
          ) : (
            <PastAlertsTable alerts={past.items} />
          )}
          <div className="table-foot">
            {cursor ? <Link href={withParams('/replication/alerts', filtered)}>Newest alerts</Link> : <span />}
            {past.nextCursor && (
              <Link href={withParams('/replication/alerts', { ...filtered, cursor: past.nextCursor })}>
                Older alerts
              </Link>
            )}
          </div>
        </div>
      </main>
    )
  })
}
