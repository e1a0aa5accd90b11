import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { getVcenter } from '@/lib/services/vcenters/get-vcenter'
import { because } from '../../../../_components/because'
import { guarded } from '../../../../_components/guarded'
import { EditVcenter } from './edit-vcenter'

export const metadata: Metadata = { title: 'Edit vCenter' }

export default function EditVcenterPage({ params }: PageProps<'/replication/sites/vcenters/[vcenterId]/edit'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const vcenter = await getVcenter(ctx, { id: (await params).vcenterId })
    const refused = because(ctx.actor.role, 'admin')
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/sites">Sites</Link> /{' '}
            <Link href={`/replication/sites/vcenters/${vcenter.id}`}>{vcenter.name}</Link>
          </p>
          <h1>Edit vCenter</h1>
        </header>
        {refused ? <p role="note">{refused}</p> : <EditVcenter vcenter={vcenter} />}
      </main>
    )
  })
}
