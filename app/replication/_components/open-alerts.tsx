import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { listAlerts } from '@/lib/services/alerts/list-alerts'
import { AlertRows } from './alert-rows'

const SHOWN = 6

/** What is open about one group; nothing where all is well. */
export async function OpenAlerts({ groupId }: { groupId: string }) {
  const { items } = await listAlerts(await pageContext(), { groupId, open: 'true', limit: SHOWN + 1 })
  if (items.length === 0) return null
  return (
    <section className="section" aria-labelledby="open-alerts">
      <h2 id="open-alerts">Open alerts</h2>
      <ul className="plain needs-you">
        <AlertRows alerts={items.slice(0, SHOWN)} />
        {items.length > SHOWN && (
          <li>
            <Link href={`/replication/alerts?groupId=${groupId}`}>All its alerts</Link>
          </li>
        )}
      </ul>
    </section>
  )
}
