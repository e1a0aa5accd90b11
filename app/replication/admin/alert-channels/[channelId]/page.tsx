import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { getChannel } from '@/lib/services/alert-channels/list-channels'
import { guarded } from '../../../_components/guarded'
import { EditChannel } from './edit-channel'

export const metadata: Metadata = { title: 'Edit alert channel' }

export default function EditChannelPage({ params }: PageProps<'/replication/admin/alert-channels/[channelId]'>) {
  return guarded(async () => {
    const channel = await getChannel(await pageContext(), { id: (await params).channelId })
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/admin/alert-channels">Alert channels</Link>
          </p>
          <h1>{channel.name}</h1>
        </header>
        <EditChannel channel={channel} />
      </main>
    )
  })
}
