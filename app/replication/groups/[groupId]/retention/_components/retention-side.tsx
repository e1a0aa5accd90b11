import { Badge } from '@/app/_ui/badge'
import { count, size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import { Time } from '@/app/_ui/time'
import type { Look } from '@/app/_ui/tone'
import type { PreviewPoint, RetentionSide } from '@/lib/services/protection-groups/retention-preview'
import { retentionWords } from '../../../_components/retention-names'
import { RetentionAxis } from './retention-axis'

/** More rows than that scroll in a box of their own. */
const LONG = 24

const looks = {
  kept: { tone: 'ok', shape: '●', label: 'Stays' },
  pruned: { tone: 'neutral', shape: '○', label: 'Would be pruned' },
} as const satisfies Record<string, Look>

/** One side under a retention; `saved` is the same side under the one that is set, where that is another. */
export function RetentionSideView(props: {
  readonly side: RetentionSide
  readonly saved: RetentionSide | undefined
  readonly appliance: string
}) {
  const { side, saved, appliance } = props
  const title = side.side === 'source' ? 'Source' : 'Target'
  return (
    <div className="section">
      <div className="section-head">
        <h2>
          {title}: {appliance}, <span className="mono">{side.dataset}</span>
        </h2>
        <span className="quiet">{retentionWords(side.retention)}</span>
      </div>
      {side.points.length === 0 ? (
        <p>There is no snapshot yet.</p>
      ) : (
        <>
          <p>{verdict(side)}</p>
          {saved && <p>{change(side, saved)}</p>}
          <RetentionAxis points={side.points} />
          <p className="quiet">Tall: stays. Short and dashed: would be pruned. Diamond: pinned.</p>
          <TableBox label={`${title}: every snapshot`} long={side.points.length > LONG}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Taken</th>
                  <th scope="col">Snapshot</th>
                  <th scope="col">Verdict</th>
                  <th scope="col">Because</th>
                  <th scope="col" className="number">
                    Its own space
                  </th>
                </tr>
              </thead>
              <tbody>{side.points.toReversed().map(pointRow)}</tbody>
            </table>
          </TableBox>
        </>
      )}
    </div>
  )
}

function pointRow(point: PreviewPoint) {
  return (
    <tr key={point.guid}>
      <th scope="row">
        <Time at={point.takenAt} />
        {point.label !== null && <span className="point-label">{point.label}</span>}
      </th>
      <td className="mono">{point.snapshotName}</td>
      <td>
        <Badge look={point.kept ? looks.kept : looks.pruned} />
      </td>
      <td className="wrap">{point.kept ? point.reasons.map(({ text }) => text).join(', ') : 'no rule keeps it'}</td>
      <td className="number">{size(point.usedBytes)}</td>
    </tr>
  )
}

function verdict({ keptCount, prunedCount, prunedBytes }: RetentionSide): string {
  if (prunedCount === 0) return `All ${count(keptCount, 'snapshot')} stay.`
  return `${count(keptCount, 'snapshot')} stay. ${prunedCount.toLocaleString('en')} would be pruned, which frees at least ${size(prunedBytes)}.`
}

function change(side: RetentionSide, saved: RetentionSide): string {
  const before = new Map(saved.points.map(({ guid, kept }) => [guid, kept]))
  const lost = side.points.filter(({ guid, kept }) => !kept && before.get(guid) === true).length
  const won = side.points.filter(({ guid, kept }) => kept && before.get(guid) === false).length
  if (lost === 0 && won === 0) return 'Against what is saved, nothing changes now.'
  return `Against what is saved: ${lost.toLocaleString('en')} more would be pruned, ${won.toLocaleString('en')} more stay.`
}
