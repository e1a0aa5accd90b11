import { Empty } from '@/app/_ui/empty'
import { words } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import { Time } from '@/app/_ui/time'
import type { AlertWithDeliveries } from '@/lib/services/alerts/get-alert'

type Delivery = AlertWithDeliveries['deliveries'][number]

/** Who was told of it. */
export function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  return (
    <div className="section">
      <h2>Notices</h2>
      {deliveries.length === 0 ? (
        <Empty title="Nobody was told">
          <p>No channel takes alerts of this severity, or there is none yet.</p>
        </Empty>
      ) : (
        <TableBox label="Notices">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Channel</th>
                <th scope="col">Notice</th>
                <th scope="col">Outcome</th>
                <th scope="col" className="number">
                  Attempts
                </th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <tr key={`${delivery.channel} ${delivery.event}`}>
                  <th scope="row">{delivery.channel}</th>
                  <td>{words(delivery.event)}</td>
                  <td>
                    <Outcome delivery={delivery} />
                  </td>
                  <td className="number">{delivery.attempts}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </div>
  )
}

function Outcome({ delivery: { sentAt, droppedAt, nextAttemptAt, error } }: { delivery: Delivery }) {
  if (sentAt) {
    return (
      <>
        Sent <Time at={sentAt} />
      </>
    )
  }
  return (
    <>
      {droppedAt ? (
        <>
          Not sent any more <Time at={droppedAt} />
        </>
      ) : (
        nextAttemptAt && (
          <>
            Next attempt <Time at={nextAttemptAt} />
          </>
        )
      )}
      {error && <span className="field-error"> {error}</span>}
    </>
  )
}
