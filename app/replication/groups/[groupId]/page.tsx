import type { Metadata } from 'next'
import Link from 'next/link'
import { Simulated } from '@/app/_ui/simulated'
import { pageContext } from '@/lib/http/page-context'
import { getJob } from '@/lib/services/jobs/get-job'
import { listJobs } from '@/lib/services/jobs/list-jobs'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { because } from '../../_components/because'
import { isSimulatedGroup } from '../../_components/estate'
import { guarded } from '../../_components/guarded'
import { JobLive } from '../../_components/job-live'
import { JobsTable } from '../../_components/jobs-table'
import { RepairLink } from '../../_components/repair-link'
import { OpenAlerts } from '../../_components/open-alerts'
import { RpoBadge } from '../../_components/rpo-badge'
import { pageTitle } from '../../_components/page-title'
import { DeleteGroup } from './_components/delete-group'
import { GroupFacts } from './_components/group-facts'
import { ProtectedVms } from './_components/protected-vms'
import { PauseGroup } from './_components/pause-group'
import { RecoveryPoints } from './_components/recovery-points'
import { RunNow } from './_components/run-now'
import { ScheduleFacts } from './_components/schedule-facts'
import { TakePoint } from './_components/take-point'

export function generateMetadata({ params }: PageProps<'/replication/groups/[groupId]'>): Promise<Metadata> {
  return pageTitle(
    async () => (await getGroup(await pageContext(), { id: (await params).groupId })).name,
    'Protection group',
  )
}

export default function GroupPage({ params }: PageProps<'/replication/groups/[groupId]'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    const [jobs, active, simulated] = await Promise.all([
      listJobs(ctx, { groupId: group.id, limit: 6 }),
      group.activeJobId === null ? null : getJob(ctx, { id: group.activeJobId }),
      isSimulatedGroup(group),
    ])
    const { role } = ctx.actor
    const ended = jobs.items.filter(({ id }) => id !== active?.id)
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link>
          </p>
          <div className="page-head">
            <h1>
              {group.name} <Simulated when={simulated} /> <RpoBadge status={group.rpo.status} />
            </h1>
            <div className="actions">
              <RunNow id={group.id} because={because(role, 'operator', group.can.runNow)} />
              <TakePoint id={group.id} because={because(role, 'operator', group.can.runNow)} />
              <PauseGroup
                group={group}
                because={because(role, 'operator', group.state === 'paused' ? group.can.resume : group.can.pause)}
              />
              <Link className="button" href={`/replication/groups/${group.id}/preflight`}>
                Preflight
              </Link>
              <Link className="button" href={`/replication/groups/${group.id}/repair`}>
                Check replica
              </Link>
              <Link className="button" href={`/replication/groups/${group.id}/move`}>
                Protection datastore
              </Link>
              <Link className="button" href={`/replication/groups/${group.id}/mappings`}>
                Mappings
              </Link>
              <Link className="button" href={`/replication/groups/${group.id}/shells`}>
                DR shells
              </Link>
              <Link className="button" href={`/replication/groups/${group.id}/edit`}>
                Settings
              </Link>
              <DeleteGroup group={group} because={because(role, 'admin', group.can.delete)} />
            </div>
          </div>
        </header>
        {active && <JobLive key={active.id} initial={active} />}
        {active && <RepairLink job={active} />}
        <OpenAlerts groupId={group.id} />
        <GroupFacts group={group} />
        <ScheduleFacts group={group} />
        <RecoveryPoints groupId={group.id} total={group.recoveryPointCount} />
        <ProtectedVms group={group} role={role} />
        {ended.length > 0 && (
          <div className="section">
            <div className="section-head">
              <h2>Recent jobs</h2>
              <Link href={`/replication/jobs?groupId=${group.id}`}>All jobs of this group</Link>
            </div>
            <JobsTable jobs={ended} label="Recent jobs" />
          </div>
        )}
      </main>
    )
  })
}
