'use client'

import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import type { JobView } from '@/lib/services/jobs/job-view'
import { jobKindNames, jobLooks, jobTitle } from './job-look'
import { Stepper } from './stepper'
import { Transfer } from './transfer'
import { useJob } from './use-job'

/** A job under way, inside the page of what it is about. Announces its state, not its percents. */
export function JobLive({ initial }: { initial: JobView }) {
  const { job, samples } = useJob(initial)
  const { label } = jobLooks[job.status]
  return (
    <section className="section notice" data-tone={jobLooks[job.status].tone} aria-label={`Job: ${jobTitle(job)}`}>
      <div className="section-head">
        <span className="actions">
          <Badge look={jobLooks[job.status]} />
          <Link href={`/replication/jobs/${job.id}`}>{jobKindNames[job.kind]}</Link>
        </span>
      </div>
      <p className="visually-hidden" aria-live="polite">
        {jobTitle(job)}: {label}
      </p>
      {job.waitsFor && <p>{job.waitsFor}</p>}
      <Transfer job={job} samples={samples} />
      {job.error && !job.settled && (
        <p>
          <strong>{job.error.message}</strong> {job.error.hint}
        </p>
      )}
      <Stepper steps={job.steps} />
    </section>
  )
}
