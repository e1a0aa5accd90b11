'use client'

import { count } from '@/app/_ui/format'
import type { JobView } from '@/lib/services/jobs/job-view'
import { BatchJobRow } from '../../_components/batch-job-row'

export function ShellRow({ job, because }: { job: JobView; because: string | undefined }) {
  const seen = <td className="wrap">{readBack(job)}</td>
  return <BatchJobRow job={job} deed="shell" done="–" because={because} after={seen} />
}

type Verified = { name: string; moref: string; home: string; cpus: number; nics: number; disks: number }

/** What the job saw when it read the VM again. */
function readBack({ result }: JobView): string {
  const verified = result?.['verified'] as Verified | undefined
  if (!verified) return '–'
  const { name, moref, home, cpus, nics, disks } = verified
  const hardware = [
    count(cpus, 'CPU'),
    `${count(nics, 'NIC')} not connected`,
    disks === 0 ? 'no disks' : count(disks, 'disk'),
  ]
  return `${name} (${moref}) at ${home}: ${hardware.join(', ')}`
}
