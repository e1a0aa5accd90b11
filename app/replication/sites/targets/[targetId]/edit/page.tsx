import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { getTarget } from '@/lib/services/targets/get-target'
import { because } from '../../../../_components/because'
import { guarded } from '../../../../_components/guarded'
import { EditTarget } from './edit-target'

export const metadata: Metadata = { title: 'Edit replication target' }

export default function EditTargetPage({ params }: PageProps<'/replication/sites/targets/[targetId]/edit'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const target = await getTarget(ctx, { id: (await params).targetId })
    const refused = because(ctx.actor.role, 'admin')
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/sites">Sites</Link> /{' '}
            <Link href={`/replication/sites/targets/${target.id}`}>{target.name}</Link>
          </p>
          <h1>Edit replication target</h1>
        </header>
        {refused ? <p role="note">{refused}</p> : <EditTarget target={target} />}
      </main>
    )
  })
}
