import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { pageContext } from '@/lib/http/page-context'
import { listChannels } from '@/lib/services/alert-channels/list-channels'
import { allPages } from '../../_components/all-pages'
import { guarded } from '../../_components/guarded'
import { ChannelsTable } from './_components/channels-table'

export const metadata: Metadata = { title: 'Alert channels' }

export default function AlertChannelsPage() {
  return guarded(async () => {
    const ctx = await pageContext()
    const channels = await allPages((page) => listChannels(ctx, page))
    const enabled = channels.some((channel) => channel.enabled)
    return (
      <main className="page stack" id="content">
        <header className="page-head">
          <div>
            <h1>Alert channels</h1>
            <p>Where alerts are sent: once when one opens, when it gets worse, and when it is over.</p>
          </div>
          <div className="actions">
            <Link className="button" href="/replication/admin/alert-channels/new?kind=smtp">
              Add mail server
            </Link>
            <Link className="button" href="/replication/admin/alert-channels/new?kind=webhook">
              Add webhook
            </Link>
          </div>
        </header>
        {channels.length === 0 ? (
          <Empty title="Nobody is told of alerts">
            <p>
              They are shown under <Link href="/replication/alerts">Alerts</Link> only. Add a mail server or a webhook,
              and press Test to see that it arrives.
            </p>
          </Empty>
        ) : (
          <>
            {!enabled && (
              <div className="notice" data-tone="warning">
                <p>
                  <strong>All channels are switched off.</strong> Nobody is told of alerts.
                </p>
              </div>
            )}
            <ChannelsTable channels={channels} />
          </>
        )}
      </main>
    )
  })
}
