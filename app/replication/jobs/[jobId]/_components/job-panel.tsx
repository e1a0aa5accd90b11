'use client'

import { useEffect } from 'react'
import { Badge } from '@/app/_ui/badge'
import { duration } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import type { Role } from '@/lib/domain/role'
import type { JobView } from '@/lib/services/jobs/job-view'
import { jobLooks, jobPageTitle, jobTitle } from '../../../_components/job-look'
import { RepairLink } from '../../../_components/repair-link'
import { Stepper } from '../../../_components/stepper'
import { Transfer } from '../../../_components/transfer'
import { useJob } from '../../../_components/use-job'
import { JobActions } from './job-actions'
import { JobResult } from './job-result'

/** The whole of a job, live. */
export function JobPanel({ initial, role }: { initial: JobView; role: Role }) {
  const { job, samples } = useJob(initial)
  const look = jobLooks[job.status]
  const title = `${jobPageTitle(job)} · Zerfaux`
  useEffect(() => {
    document.title = title
  }, [title])

  return (
    <div className="stack">
      <p className="visually-hidden" aria-live="polite">
        {jobTitle(job)}: {look.label}
      </p>
      <dl className="facts">
        <div>
          <dt>Status</dt>
          <dd>
            <Badge look={look} />
          </dd>
        </div>
        <div>
          <dt>Asked for</dt>
          <dd>
            <Time at={job.createdAt} /> by {job.requestedBy.replace(/^user:/, '')}
          </dd>
        </div>
        <div>
          <dt>{job.finishedAt ? 'Took' : 'Running since'}</dt>
          <dd>{elapsed(job)}</dd>
        </div>
        <div>
          <dt>Attempts</dt>
          <dd>
            {job.attempts}
            {job.nextAttemptAt && job.status === 'retrying' && (
              <>
                , the next <Time at={job.nextAttemptAt} />
              </>
            )}
          </dd>
        </div>
        {job.worker && (
          <div>
            <dt>Worker</dt>
            <dd className="mono">{job.worker}</dd>
          </div>
        )}
      </dl>
      {job.waitsFor && <p className="notice">{job.waitsFor}</p>}
      {job.error && (
        <div className="notice" data-tone={job.status === 'retrying' ? 'warning' : 'critical'}>
          <p>
            <strong>{job.error.message}</strong>
          </p>
          {job.error.hint && <p>{job.error.hint}</p>}
          <RepairLink job={job} />
        </div>
      )}
      <JobActions job={job} role={role} />
      <section className="section" aria-label="Progress">
        <Transfer job={job} samples={samples} />
        <Stepper steps={job.steps} />
      </section>
      {job.result && <JobResult result={job.result} />}
    </div>
  )
}

function elapsed({ startedAt, finishedAt }: JobView) {
  if (startedAt === null) return 'not begun yet'
  if (finishedAt === null) return <Time at={startedAt} />
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
  return seconds < 1 ? '< 1 s' : duration(seconds)
}
