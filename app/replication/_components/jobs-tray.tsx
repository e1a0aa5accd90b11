'use client'

import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { useEffect } from 'react'
import useSWR from 'swr'
import { Badge } from '@/app/_ui/badge'
import { fetchJson } from '@/app/_ui/fetch-json'
import { percent } from '@/app/_ui/format'
import type { JobView } from '@/lib/services/jobs/job-view'
import { jobLooks, jobTitle } from './job-look'

const BUSY_MS = 3_000
const IDLE_MS = 15_000

type JobPage = { items: JobView[]; nextCursor: string | null }

/** What is under way, on every page. When that changes, the page around it is read again. */
export function JobsTray() {
  const router = useRouter()
  const path = usePathname()
  const { data, mutate } = useSWR<JobPage>('/api/replication/jobs?settled=false&limit=20', fetchJson, {
    refreshInterval: (latest) => (latest?.items.length ? BUSY_MS : IDLE_MS),
    compare: (before, after) => fingerprint(before) === fingerprint(after),
    onSuccess: (fresh) => {
      const now = states(fresh)
      if (seen !== null && seen !== now) router.refresh()
      seen = now
    },
  })
  // Another page often means that something was begun.
  useEffect(() => void mutate(), [path, mutate])
  const jobs = data?.items ?? []
  return (
    <details className="tray" key={path}>
      <summary className="button" data-kind="quiet">
        {jobs.length === 0 ? 'No jobs under way' : `${jobs.length} under way`}
      </summary>
      <div className="tray-panel">
        {jobs.length === 0 ? (
          <p className="quiet">
            Nothing is running. <Link href="/replication/jobs">All jobs</Link>
          </p>
        ) : (
          <ul className="plain">
            {jobs.map((job) => (
              <TrayJob key={job.id} job={job} />
            ))}
          </ul>
        )}
      </div>
    </details>
  )
}

function TrayJob({ job }: { job: JobView }) {
  const done = percent(job.bytesDone, job.bytesTotal)
  return (
    <li>
      <Link href={`/replication/jobs/${job.id}`}>{jobTitle(job)}</Link>
      <div className="section-head">
        <Badge look={jobLooks[job.status]} />
        {done !== null && job.status === 'running' && <span className="quiet">{done} %</span>}
      </div>
      {done !== null && job.status === 'running' && (
        <progress aria-label={`Transfer of ${jobTitle(job)}`} max={100} value={done} />
      )}
    </li>
  )
}

// Of the page's whole life, not of one rendering of the tray.
let seen: string | null = null

function states(page: JobPage): string {
  return page.items.map(({ id, status }) => `${id} ${status}`).join()
}

function fingerprint(page: JobPage | undefined): string {
  return page?.items.map(({ id, status, bytesDone }) => `${id} ${status} ${bytesDone}`).join() ?? ''
}
