import Link from 'next/link'
import type { AlertView } from '@/lib/services/alerts/alert-view'

/** Where to do something about it. */
export function LookAt({ alert: { kind, groupId, jobId, targetId } }: { alert: AlertView }) {
  const places = [
    ...(jobId === null ? [] : [{ href: `/replication/jobs/${jobId}`, label: 'Open the job' }]),
    ...(groupId === null ? [] : [{ href: `/replication/groups/${groupId}`, label: 'Open the protection group' }]),
    ...(kind === 'replica_modified' && groupId !== null
      ? [{ href: `/replication/groups/${groupId}/repair`, label: 'Look at the replica' }]
      : []),
    ...(targetId === null ? [] : [{ href: `/replication/sites/targets/${targetId}`, label: 'Open the appliance' }]),
    ...(kind === 'leftovers_found' ? [{ href: '/replication/leftovers', label: 'Look at the leftovers' }] : []),
  ]
  if (places.length === 0) return null
  return (
    <nav className="actions" aria-label="What to look at">
      {places.map(({ href, label }) => (
        <Link className="button" key={href} href={href}>
          {label}
        </Link>
      ))}
    </nav>
  )
}
