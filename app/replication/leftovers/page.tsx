import type { Metadata } from 'next'
import { Empty } from '@/app/_ui/empty'
import { count, size } from '@/app/_ui/format'
import { pageContext } from '@/lib/http/page-context'
import { listLeftovers, type SiteLookView } from '@/lib/services/leftovers/list-leftovers'
import { because } from '../_components/because'
import { guarded } from '../_components/guarded'
import { LeftoversForm } from './_components/leftovers-form'

export const metadata: Metadata = { title: 'Leftovers' }

export default function LeftoversPage() {
  return guarded(async () => {
    const ctx = await pageContext()
    const { items, totalBytes, sites } = await listLeftovers(ctx)
    const unread = sites.filter(({ error }) => error !== null)
    return (
      <main className="page stack" id="content">
        <header>
          <h1>Leftovers</h1>
          <p>
            Holds, bookmarks, interrupted receives, VMware snapshots, DR shells and marked datasets that carry our name
            and belong to nothing on record. All sites were asked just now.
          </p>
        </header>
        {unread.length > 0 && <Unread sites={unread} />}
        {items.length === 0 ? (
          <Empty title={unread.length === 0 ? 'Nothing was left behind' : 'Nothing at the sites that answered'}>
            <p>{count(sites.length - unread.length, 'site')} looked at.</p>
          </Empty>
        ) : (
          <>
            <p>
              {count(items.length, 'leftover')}
              {totalBytes > 0 && <>, keeping at least {size(totalBytes)} from being free</>}.
            </p>
            <LeftoversForm items={items} because={because(ctx.actor.role, 'admin')} />
          </>
        )}
      </main>
    )
  })
}

/** What lies there is not known: that is not the same as nothing. */
function Unread({ sites }: { sites: readonly SiteLookView[] }) {
  return (
    <div className="notice" data-tone="warning">
      <p>
        <strong>{count(sites.length, 'site')} could not be read.</strong> What lies there is not known.
      </p>
      <ul>
        {sites.map(({ id, name, error }) => (
          <li key={id}>
            {name}: {error?.message}
          </li>
        ))}
      </ul>
    </div>
  )
}
