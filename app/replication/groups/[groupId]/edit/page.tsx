import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { because } from '../../../_components/because'
import { guarded } from '../../../_components/guarded'
import { EditGroup } from './edit-group'

export const metadata: Metadata = { title: 'Group settings' }

export default function EditGroupPage({ params }: PageProps<'/replication/groups/[groupId]/edit'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> /{' '}
            <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
          </p>
          <h1>Settings</h1>
        </header>
        <EditGroup group={group} because={because(ctx.actor.role, 'operator', group.can.edit)} />
      </main>
    )
  })
}
