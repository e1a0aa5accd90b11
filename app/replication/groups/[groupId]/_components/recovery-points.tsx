import { Empty } from '@/app/_ui/empty'
import { count, size } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import { TableBox } from '@/app/_ui/table-box'
import { pageContext } from '@/lib/http/page-context'
import { listRecoveryPoints } from '@/lib/services/protection-groups/list-recovery-points'
import { PointConsistency } from './point-consistency'

const SHOWN = 12

/** What the group can be recovered to, newest first. */
export async function RecoveryPoints({ groupId, total }: { groupId: string; total: number }) {
  const { items } = await listRecoveryPoints(await pageContext(), { id: groupId, limit: SHOWN })
  return (
    <div className="section">
      <div className="section-head">
        <h2>Recovery points</h2>
        <span className="quiet">
          {total > items.length ? `the newest ${items.length} of ${total}` : count(total, 'recovery point')}
        </span>
      </div>
      {items.length === 0 ? (
        <Empty title="No recovery point yet">
          <p>Run the group once: the first run copies everything, later ones only what changed.</p>
        </Empty>
      ) : (
        <TableBox label="Recovery points">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Taken</th>
                <th scope="col">Verified</th>
                <th scope="col">Current until</th>
                <th scope="col">Consistency</th>
                <th scope="col" className="number">
                  Sent
                </th>
                <th scope="col" className="number">
                  Size
                </th>
                <th scope="col">Guid</th>
                <th scope="col">Snapshot</th>
              </tr>
            </thead>
            <tbody>
              {items.map((point) => (
                <tr key={point.id}>
                  <th scope="row">
                    <Time at={point.takenAt} />
                    {point.label !== null && <span className="point-label">{point.label}</span>}
                  </th>
                  <td>
                    <Time at={point.verifiedAt} />
                  </td>
                  <td>
                    <Time at={point.currentUntil} />
                  </td>
                  <td>
                    <PointConsistency point={point} />
                  </td>
                  <td className="number">{size(point.bytes)}</td>
                  <td className="number">{size(point.referencedBytes)}</td>
                  <td className="mono">{point.guid}</td>
                  <td className="mono clip" title={point.snapshotName}>
                    {point.snapshotName}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </div>
  )
}
