import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { because } from '../../../_components/because'
import { guarded } from '../../../_components/guarded'
import { pick } from '../../../_components/search-params'
import { AddChannel } from './add-channel'

export const metadata: Metadata = { title: 'Add alert channel' }

export default function AddChannelPage({ searchParams }: PageProps<'/replication/admin/alert-channels/new'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const kind = pick(await searchParams, ['kind']).kind === 'webhook' ? 'webhook' : 'smtp'
    const refused = because(ctx.actor.role, 'admin')
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/admin/alert-channels">Alert channels</Link>
          </p>
          <h1>Add {kind === 'smtp' ? 'mail server' : 'webhook'}</h1>
        </header>
        {refused ? <p role="note">{refused}</p> : <AddChannel kind={kind} />}
      </main>
    )
  })
}
