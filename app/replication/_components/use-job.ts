'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import type { JobView } from '@/lib/services/jobs/job-view'
import { followJob } from './job-feed'

export type Sample = { readonly at: number; readonly bytesPerSecond: number }
const SAMPLES = 60

/** The job as it is now, from what the server rendered on. When it ends, the page around it is read again. */
export function useJob(initial: JobView): { job: JobView; samples: readonly Sample[] } {
  const router = useRouter()
  const [heard, setHeard] = useState<JobView | null>(null)
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const { id } = initial
  // Settled once is settled: a retry makes it unsettled only in what the server renders next.
  const over = initial.settled

  useEffect(() => {
    if (over) return
    return followJob(id, (job) => {
      setHeard(job)
      if (job.bytesPerSecond !== null) {
        const sample = { at: Date.now(), bytesPerSecond: job.bytesPerSecond }
        setSamples((before) => [...before, sample].slice(-SAMPLES))
      }
      if (job.settled) router.refresh()
    })
  }, [id, over, router])

  return { job: initial.settled || heard?.id !== id ? initial : heard, samples }
}
