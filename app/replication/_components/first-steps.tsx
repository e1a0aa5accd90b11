import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import type { TargetView } from '@/lib/services/targets/target-view'
import type { VcenterView } from '@/lib/services/vcenters/vcenter-view'

/** What is still missing before the first group, in order, with what is done already said so. */
export function FirstSteps({
  vcenters,
  targets,
}: {
  vcenters: readonly VcenterView[]
  targets: readonly TargetView[]
}) {
  const synced = vcenters.filter(({ lastSyncAt }) => lastSyncAt !== null).length
  const steps = [
    { done: vcenters.length >= 2, href: '/replication/sites/vcenters/new', text: 'Add the vCenters of both sites' },
    { done: synced >= 2, href: '/replication/sites', text: 'Sync them, so that their VMs and datastores are known' },
    {
      done: targets.length >= 2,
      href: '/replication/sites/targets/new',
      text: 'Add the storage appliances of both sites',
    },
    { done: false, href: '/replication/groups/new', text: 'Make a protection group' },
  ]
  return (
    <Empty title="Nothing is protected yet">
      <ol>
        {steps.map(({ done, href, text }) => (
          <li key={href}>
            <p>{done ? `${text}: done` : <Link href={href}>{text}</Link>}</p>
          </li>
        ))}
      </ol>
    </Empty>
  )
}
