import { duration, percent, rate, size } from '@/app/_ui/format'
import type { JobView } from '@/lib/services/jobs/job-view'
import { Sparkline } from './sparkline'
import type { Sample } from './use-job'

/** Bytes, rate and time left: each only when it is known. */
export function Transfer({ job, samples }: { job: JobView; samples: readonly Sample[] }) {
  if (job.bytesDone === null) return null
  const isMove = job.kind === 'move_to_protection_datastore'
  // What did not arrive as a whole is where it was.
  if (isMove && job.status !== 'running' && job.status !== 'succeeded') return null
  const done = percent(job.bytesDone, job.bytesTotal)
  const running = job.status === 'running'
  return (
    <div className="section job-progress">
      {running && <progress aria-label="Transfer" max={100} {...(done !== null && { value: done })} />}
      <div className="section-head">
        <span>
          {size(job.bytesDone)}
          {job.bytesTotal !== null && running && ` of ${size(job.bytesTotal)}`}
          {done !== null && running && ` · ${done} %`}
          {job.bytesPerSecond !== null && ` · ${rate(job.bytesPerSecond)}`}
          {job.etaSeconds !== null && ` · about ${duration(job.etaSeconds)} left`}
          {!running && (isMove ? ' moved' : ' sent')}
        </span>
        {running && <Sparkline samples={samples} />}
      </div>
    </div>
  )
}
