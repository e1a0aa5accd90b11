import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { listAlerts } from '@/lib/services/alerts/list-alerts'
import { listJobs } from '@/lib/services/jobs/list-jobs'
import { loadGroups, loadSites } from './_components/estate'
import { FirstSteps } from './_components/first-steps'
import { GroupsTable } from './_components/groups-table'
import { guarded } from './_components/guarded'
import { JobsTable } from './_components/jobs-table'
import { NeedsYou } from './_components/needs-you'
import { OverviewSentence } from './_components/overview-sentence'
import { Topology } from './_components/topology'

export const metadata: Metadata = { title: 'Overview' }

export default function OverviewPage() {
  return guarded(async () => {
    const ctx = await pageContext()
    const [groups, sites, newest, waiting, stuck, alerts] = await Promise.all([
      loadGroups(),
      loadSites(),
      listJobs(ctx, { limit: 8 }),
      listJobs(ctx, { status: 'needs_operator', limit: 20 }),
      listJobs(ctx, { status: 'stuck', limit: 20 }),
      listAlerts(ctx, { open: 'true', acknowledged: 'false', limit: 100 }),
    ])
    const needing = [...waiting.items, ...stuck.items]
    return (
      <main className="page stack" id="content">
        <header>
          <h1 className="visually-hidden">Overview</h1>
          <OverviewSentence groups={groups} needing={needing.length} />
        </header>
        {groups.length === 0 ? (
          <FirstSteps vcenters={sites.vcenters} targets={sites.targets} />
        ) : (
          <>
            <NeedsYou groups={groups} jobs={needing} alerts={alerts.items} />
            <Topology groups={groups} targets={sites.targets} />
            <div className="section">
              <div className="section-head">
                <h2>Protection groups</h2>
                <Link href="/replication/groups">All groups</Link>
              </div>
              <GroupsTable groups={groups} label="Protection groups" />
            </div>
          </>
        )}
        {newest.items.length > 0 && (
          <div className="section">
            <div className="section-head">
              <h2>Newest jobs</h2>
              <Link href="/replication/jobs">All jobs</Link>
            </div>
            <JobsTable jobs={newest.items} label="Newest jobs" />
          </div>
        )}
      </main>
    )
  })
}
