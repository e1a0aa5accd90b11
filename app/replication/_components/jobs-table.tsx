import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { duration, size } from '@/app/_ui/format'
import { Simulated } from '@/app/_ui/simulated'
import { Time } from '@/app/_ui/time'
import { TableBox } from '@/app/_ui/table-box'
import type { JobView } from '@/lib/services/jobs/job-view'
import { simulatedJobs } from './estate'
import { jobKindNames, jobLooks } from './job-look'

export async function JobsTable({ jobs, label }: { jobs: readonly JobView[]; label: string }) {
  const isSimulated = await simulatedJobs()
  return (
    <TableBox label={label}>
      <table className="table">
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">Job</th>
            <th scope="col">About</th>
            <th scope="col">Status</th>
            <th scope="col">Started</th>
            <th scope="col" className="number">
              Took
            </th>
            <th scope="col" className="number">
              Sent
            </th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <th scope="row" className="nowrap">
                <Link href={`/replication/jobs/${job.id}`}>{jobKindNames[job.kind]}</Link>
              </th>
              <td>
                {job.subject ?? '–'} <Simulated when={isSimulated(job)} />
              </td>
              <td>
                <Badge look={jobLooks[job.status]} />
              </td>
              <td>
                <Time at={job.startedAt ?? job.createdAt} />
              </td>
              <td className="number">{took(job)}</td>
              <td className="number">{size(job.bytesDone)}</td>
              <td className="quiet clip">{job.requestedBy.replace(/^user:/, '')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

function took({ startedAt, finishedAt }: JobView): string {
  if (startedAt === null || finishedAt === null) return '–'
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
  return seconds < 1 ? '< 1 s' : duration(seconds)
}
