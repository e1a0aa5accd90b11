import type { Metadata } from 'next'
import Link from 'next/link'
import { z } from 'zod'
import { Badge } from '@/app/_ui/badge'
import { sentences, size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import type { JobView } from '@/lib/services/jobs/job-view'
import { guarded } from '../../../../_components/guarded'
import { jobLooks } from '../../../../_components/job-look'
import { MoveHead } from '../_components/move-head'
import { batchPath } from '../_components/move-selection'
import { readBatch } from '../_components/read-batch'

export const metadata: Metadata = { title: 'What was re-read' }

/** As the job wrote it when it read the VM again. */
const Placement = z.object({
  datastore: z.string(),
  home: z.string(),
  files: z.number(),
  disks: z.array(
    z.object({
      key: z.number(),
      path: z.string().nullable(),
      datastore: z.string().nullable(),
      capacityBytes: z.number().nullable(),
    }),
  ),
})

export default function MoveResultPage({
  params,
  searchParams,
}: PageProps<'/replication/groups/[groupId]/move/result'>) {
  return guarded(async () => {
    const { group, batch } = await readBatch((await params).groupId, await searchParams)
    const done = batch.counts.succeeded ?? 0
    return (
      <main className="page stack" id="content">
        <MoveHead group={group} at="Re-read" />
        <p className="sentence">
          {done} of {batch.total} VMs were read again and lie wholly on {group.protectionDatastore}
          {batch.settled ? '.' : '; others are still under way.'}
        </p>
        <TableBox label="What was re-read">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">VM</th>
                <th scope="col">State</th>
                <th scope="col">Home</th>
                <th scope="col">Disks</th>
              </tr>
            </thead>
            <tbody>
              {batch.jobs.map((job) => (
                <Row key={job.id} job={job} />
              ))}
            </tbody>
          </table>
        </TableBox>
        <div className="actions">
          <Link className="button" data-kind="primary" href={`/replication/groups/${group.id}`}>
            Done
          </Link>
          <Link className="button" href={batchPath(group.id, 'progress', batch.id)}>
            Back
          </Link>
        </div>
      </main>
    )
  })
}

function Row({ job }: { job: JobView }) {
  const placement = Placement.safeParse(job.result?.['placement']).data
  return (
    <tr>
      <th scope="row">
        <Link href={`/replication/jobs/${job.id}`}>{job.subject ?? 'VM'}</Link>
      </th>
      <td>
        <Badge look={jobLooks[job.status]} />
      </td>
      {job.status === 'succeeded' && placement ? (
        <>
          <td className="mono wrap">
            <span className="unbroken">{placement.home}</span>{' '}
            <span className="unbroken quiet">({placement.files} files, all there)</span>
          </td>
          <td className="mono wrap">
            {placement.disks.map(({ key, path, datastore, capacityBytes }) => (
              <p key={key}>
                <span className="unbroken">
                  [{datastore}] {path}
                </span>{' '}
                <span className="unbroken quiet">{size(capacityBytes)}</span>
              </p>
            ))}
          </td>
        </>
      ) : (
        <td className="wrap" colSpan={2}>
          {job.error ? sentences(job.error.message, job.error.hint) : job.settled ? 'Not moved' : 'Not read again yet'}
        </td>
      )}
    </tr>
  )
}
