import type { Metadata } from 'next'
import Link from 'next/link'
import { Simulated } from '@/app/_ui/simulated'
import { pageContext } from '@/lib/http/page-context'
import { getJob } from '@/lib/services/jobs/get-job'
import { simulatedJobs } from '../../_components/estate'
import { guarded } from '../../_components/guarded'
import { jobPageTitle, jobTitle } from '../../_components/job-look'
import { pageTitle } from '../../_components/page-title'
import { JobPanel } from './_components/job-panel'

export function generateMetadata({ params }: PageProps<'/replication/jobs/[jobId]'>): Promise<Metadata> {
  return pageTitle(async () => jobPageTitle(await getJob(await pageContext(), { id: (await params).jobId })), 'Job')
}

export default function JobPage({ params }: PageProps<'/replication/jobs/[jobId]'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const job = await getJob(ctx, { id: (await params).jobId })
    const isSimulated = await simulatedJobs()
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/jobs">Jobs</Link>
            {job.groupId && (
              <>
                {' / '}
                <Link href={`/replication/groups/${job.groupId}`}>{job.groupName}</Link>
              </>
            )}
            {job.vcenterId && !job.groupId && (
              <>
                {' / '}
                <Link href={`/replication/sites/vcenters/${job.vcenterId}`}>{job.subject}</Link>
              </>
            )}
          </p>
          <div className="page-head">
            <h1>
              {jobTitle(job)} <Simulated when={isSimulated(job)} />
            </h1>
          </div>
        </header>
        <JobPanel initial={job} role={ctx.actor.role} />
      </main>
    )
  })
}
