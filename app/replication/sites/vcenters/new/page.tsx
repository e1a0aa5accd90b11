import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { because } from '../../../_components/because'
import { AddVcenter } from './add-vcenter'

export const metadata: Metadata = { title: 'Add vCenter' }

export default async function NewVcenterPage() {
  const { actor } = await pageContext()
  const refused = because(actor.role, 'admin')
  return (
    <main className="page stack" id="content">
      <header>
        <p className="crumbs">
          <Link href="/replication/sites">Sites</Link>
        </p>
        <h1>Add vCenter</h1>
      </header>
      {refused ? <p role="note">{refused}</p> : <AddVcenter />}
    </main>
  )
}
