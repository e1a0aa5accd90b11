import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { duration } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import { Time } from '@/app/_ui/time'
import type { Role } from '@/lib/domain/role'
import type { AlertView } from '@/lib/services/alerts/alert-view'
import { alertLook } from '../../_components/alert-look'
import { because } from '../../_components/because'
import { Acknowledge } from './acknowledge'

export function OpenAlertsTable({ alerts, role }: { alerts: readonly AlertView[]; role: Role }) {
  return (
    <TableBox label="Open alerts">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Alert</th>
            <th scope="col">About</th>
            <th scope="col">What was found, and what to do</th>
            <th scope="col">Since</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <tr key={alert.id}>
              <td>
                <Badge look={alertLook(alert)} />
              </td>
              <th scope="row">
                <Link href={`/replication/alerts/${alert.id}`}>{alert.subject}</Link>
              </th>
              <td>
                {alert.message}. <span className="quiet">{alert.hint}</span>
              </td>
              <td>
                <Time at={alert.openedAt} />
              </td>
              <td className="fits">
                {alert.acknowledgedBy === null ? (
                  <Acknowledge
                    id={alert.id}
                    subject={alert.subject}
                    because={because(role, 'operator', alert.can.acknowledge)}
                    terse
                  />
                ) : (
                  <span className="quiet">with {alert.acknowledgedBy}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

export function PastAlertsTable({ alerts }: { alerts: readonly AlertView[] }) {
  return (
    <TableBox label="Past alerts">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Alert</th>
            <th scope="col">About</th>
            <th scope="col">What was found</th>
            <th scope="col">Over</th>
            <th scope="col" className="number">
              Lasted
            </th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <tr key={alert.id}>
              <td>
                <Badge look={alertLook(alert)} />
              </td>
              <th scope="row">
                <Link href={`/replication/alerts/${alert.id}`}>{alert.subject}</Link>
              </th>
              <td>{alert.message}</td>
              <td>{alert.resolvedAt && <Time at={alert.resolvedAt} />}</td>
              <td className="number">
                {alert.resolvedAt && duration(secondsBetween(alert.openedAt, alert.resolvedAt))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}
