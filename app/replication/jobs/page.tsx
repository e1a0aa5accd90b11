import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { pageContext } from '@/lib/http/page-context'
import { jobKinds } from '@/lib/domain/job-kind'
import { jobStatuses } from '@/lib/domain/job-status'
import { ListJobs, listJobs } from '@/lib/services/jobs/list-jobs'
import { loadGroups } from '../_components/estate'
import { FilterForm } from '../_components/filter-form'
import { SelectFilter } from '../_components/filters'
import { guarded } from '../_components/guarded'
import { jobKindNames, jobLooks } from '../_components/job-look'
import { JobsTable } from '../_components/jobs-table'
import { pick, withParams } from '../_components/search-params'

export const metadata: Metadata = { title: 'Jobs' }

const filters = ['kind', 'status', 'groupId', 'cursor'] as const
const Filters = ListJobs.pick({ kind: true, status: true, groupId: true, cursor: true })

export default function JobsPage({ searchParams }: PageProps<'/replication/jobs'>) {
  return guarded(async () => {
    const asked = pick(await searchParams, filters)
    const [page, groups] = await Promise.all([
      pageContext().then((ctx) => listJobs(ctx, Filters.parse(asked))),
      loadGroups(),
    ])
    const { cursor, ...filtered } = asked
    return (
      <main className="page stack" id="content">
        <header className="page-head">
          <h1>Jobs</h1>
        </header>
        <FilterForm>
          <SelectFilter
            name="status"
            label="Status"
            any="Any status"
            value={asked.status ?? ''}
            options={jobStatuses.map((value) => ({ value, label: jobLooks[value].label }))}
            first
          />
          <SelectFilter
            name="kind"
            label="Kind"
            any="Any kind"
            value={asked.kind ?? ''}
            options={jobKinds.map((value) => ({ value, label: jobKindNames[value] }))}
          />
          <SelectFilter
            name="groupId"
            label="Protection group"
            any="Any group"
            value={asked.groupId ?? ''}
            options={groups.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </FilterForm>
        {page.items.length === 0 ? (
          <Empty title={Object.keys(filtered).length > 0 ? 'No job matches these filters' : 'No jobs yet'}>
            <p>
              A job is made when a <Link href="/replication/sites">vCenter is synced</Link> or a{' '}
              <Link href="/replication/groups">protection group is run</Link>.
            </p>
          </Empty>
        ) : (
          <JobsTable jobs={page.items} label="Jobs, newest first" />
        )}
        <div className="table-foot">
          {cursor ? <Link href={withParams('/replication/jobs', filtered)}>Newest jobs</Link> : <span />}
          {page.nextCursor && (
            <Link href={withParams('/replication/jobs', { ...filtered, cursor: page.nextCursor })}>Older jobs</Link>
          )}
        </div>
      </main>
    )
  })
}
