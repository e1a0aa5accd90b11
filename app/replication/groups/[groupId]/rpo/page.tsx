import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { pageContext } from '@/lib/http/page-context'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { getRpoHistory } from '@/lib/services/protection-groups/rpo-history'
import { guarded } from '../../../_components/guarded'
import { pick } from '../../../_components/search-params'
import { RpoAt } from './_components/rpo-at'
import { RpoChart } from './_components/rpo-chart'
import { RpoSpans } from './_components/rpo-spans'

export const metadata: Metadata = { title: 'RPO history' }

const ranges = { '1': 'Last 24 hours', '7': 'Last 7 days', '30': 'Last 30 days' } as const
const DAY_MS = 86_400_000

export default function RpoPage({ params, searchParams }: PageProps<'/replication/groups/[groupId]/rpo'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const { id, name } = await getGroup(ctx, { id: (await params).groupId })
    const { days: wanted, at } = pick(await searchParams, ['days', 'at'])
    const days = wanted !== undefined && wanted in ranges ? wanted : '1'
    const moment = at !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) ? at : undefined
    const from = new Date(ctx.now.getTime() - Number(days) * DAY_MS).toISOString()
    const to = ctx.now.toISOString()
    const history = await getRpoHistory(ctx, { id, from, to, ...(moment && { at: `${moment}:00Z` }) })
    const path = `/replication/groups/${id}/rpo`
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> /{' '}
            <Link href={`/replication/groups/${id}`}>{name}</Link>
          </p>
          <h1>RPO history</h1>
        </header>
        <nav className="actions" aria-label="Range">
          {Object.entries(ranges).map(([range, label]) => (
            <Link
              key={range}
              className="button"
              href={`${path}?days=${range}`}
              aria-current={range === days ? 'page' : undefined}
            >
              {label}
            </Link>
          ))}
        </nav>
        {history.spans.length === 0 ? (
          <Empty title="Nothing was judged in this time">
            The objective is judged every 30 seconds while Zerfaux runs, whether or not there are runs.
          </Empty>
        ) : (
          <>
            <RpoChart history={history} />
            <RpoSpans spans={history.spans} />
          </>
        )}
        <RpoAt path={path} days={days} asked={moment} answer={history.at} />
      </main>
    )
  })
}
