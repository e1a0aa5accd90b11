import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { age, duration } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import type { AlertView } from '@/lib/services/alerts/alert-view'
import type { JobView } from '@/lib/services/jobs/job-view'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { AlertRows } from './alert-rows'
import { jobLooks, jobTitle } from './job-look'
import { RpoBadge } from './rpo-badge'

const SHOWN = 6

/** What its group or job says here already, and what need not be looked at today. */
const SAID_OTHERWISE = ['rpo_missed', 'rpo_at_risk', 'job_needs_operator', 'replica_modified']

type Needing = {
  readonly groups: readonly GroupView[]
  readonly jobs: readonly JobView[]
  /** Open ones that nobody has acknowledged. */
  readonly alerts: readonly AlertView[]
}

export function NeedsYou({ groups, jobs, alerts }: Needing) {
  const others = alerts.filter(({ kind, severity }) => severity !== 'info' && !SAID_OTHERWISE.includes(kind))
  const late = groups.filter(({ rpo }) => rpo.status === 'missed' || rpo.status === 'never_replicated')
  if (late.length + jobs.length + others.length === 0) return <p className="quiet">Nothing needs you.</p>
  return (
    <section className="section" aria-labelledby="needs-you">
      <h2 id="needs-you">Needs you</h2>
      <ul className="plain needs-you">
        {jobs.slice(0, SHOWN).map((job) => (
          <li key={job.id}>
            <Badge look={jobLooks[job.status]} />
            <span className="what">
              <Link href={`/replication/jobs/${job.id}`}>{jobTitle(job)}</Link>
              {job.error && <span className="quiet">: {job.error.message}</span>}
            </span>
            <Time at={job.createdAt} />
          </li>
        ))}
        {jobs.length > SHOWN && (
          <li>
            <Link href="/replication/jobs?status=needs_operator">All jobs that need you</Link>
          </li>
        )}
        {late.map(({ id, name, rpo }) => (
          <li key={id}>
            <RpoBadge status={rpo.status} />
            <span className="what">
              <Link href={`/replication/groups/${id}`}>{name}</Link>
              <span className="quiet">
                {rpo.ageSeconds === null
                  ? ': there is no recovery point to fail over to'
                  : `: a failover now would lose ${age(rpo.ageSeconds)}, the objective is ${duration(rpo.objectiveSeconds)}`}
              </span>
            </span>
          </li>
        ))}
        <AlertRows alerts={others.slice(0, SHOWN)} />
        {others.length > SHOWN && (
          <li>
            <Link href="/replication/alerts">All open alerts</Link>
          </li>
        )}
      </ul>
    </section>
  )
}
