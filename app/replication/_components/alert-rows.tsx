import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Time } from '@/app/_ui/time'
import type { AlertView } from '@/lib/services/alerts/alert-view'
import { alertLook } from './alert-look'

/** Alerts as rows of a list: what, about what, since when. */
export function AlertRows({ alerts }: { alerts: readonly AlertView[] }) {
  return alerts.map((alert) => (
    <li key={alert.id}>
      <Badge look={alertLook(alert)} />
      <span className="what">
        <Link href={`/replication/alerts/${alert.id}`}>{alert.subject}</Link>
        <span className="quiet">: {alert.message}</span>
      </span>
      <Time at={alert.openedAt} />
    </li>
  ))
}
