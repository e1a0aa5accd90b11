import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { because } from '../../../_components/because'
import { guarded } from '../../../_components/guarded'
import { VmPicker } from './vm-picker'

export const metadata: Metadata = { title: 'Assign VMs' }

export default function AssignPage({ params }: PageProps<'/replication/groups/[groupId]/assign'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    const refused = because(ctx.actor.role, 'operator')
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> /{' '}
            <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
          </p>
          <h1>Assign VMs</h1>
        </header>
        {refused ? (
          <p role="note">{refused}</p>
        ) : (
          <VmPicker groupId={group.id} vcenterId={group.sourceVcenterId} datastore={group.protectionDatastore} />
        )}
      </main>
    )
  })
}
