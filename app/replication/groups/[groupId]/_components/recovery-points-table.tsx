import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import { Time } from '@/app/_ui/time'
import type { Role } from '@/lib/domain/role'
import type { RecoveryPointView } from '@/lib/services/recovery-points/recovery-point-view'
import { because } from '../../../_components/because'
import { PointActions } from './point-actions'
import { PointConsistency } from './point-consistency'

export function RecoveryPointsTable({ points, role }: { points: readonly RecoveryPointView[]; role: Role }) {
  const [mayChange, mayUnpin] = [because(role, 'operator'), because(role, 'admin')]
  return (
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
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.id}>
              <th scope="row">
                <Time at={point.takenAt} />
                {point.label !== null && <span className="point-label">{point.label}</span>}
                {point.pinnedAt !== null && <span className="point-pin">Pinned: {point.pinReason}</span>}
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
              <td className="mono clip point-name" title={point.snapshotName}>
                {point.snapshotName}
              </td>
              <td>
                <PointActions
                  point={{
                    id: point.id,
                    snapshotName: point.snapshotName,
                    label: point.label,
                    pinReason: point.pinReason,
                    pinned: point.pinnedAt !== null,
                  }}
                  mayChange={mayChange}
                  mayUnpin={mayUnpin}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}
