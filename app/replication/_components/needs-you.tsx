import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { age, duration } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import type { JobView } from '@/lib/services/jobs/job-view'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { jobLooks, jobTitle } from './job-look'
import { RpoBadge } from './rpo-badge'

const SHOWN = 6

export function NeedsYou({ groups, jobs }: { groups: readonly GroupView[]; jobs: readonly JobView[] }) {
  const late = groups.filter(({ rpo }) => rpo.status === 'missed' || rpo.status === 'never_replicated')
  if (late.length + jobs.length === 0) return <p className="quiet">Nothing needs you.</p>
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
      </ul>
    </section>
  )
}
