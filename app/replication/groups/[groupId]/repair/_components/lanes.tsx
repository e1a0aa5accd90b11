import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import { Time } from '@/app/_ui/time'
import type { DivergenceView, DivergentPoint, DivergentSide } from '@/lib/services/protection-groups/divergence-view'

const WIDTH = 860
const LANE = { source: 44, target: 124 }
const START = 150
/** Points drawn on a lane; the table has all of them. */
const DRAWN = 10

/** Where both sides part, and what each has beyond: a drawing, and the same as a table. */
export function Lanes({ seen }: { seen: DivergenceView }) {
  const { common, source, target } = seen
  return (
    <div className="section">
      <h2>Both sides, from their newest common point on</h2>
      <svg className="topology lanes" viewBox={`0 0 ${WIDTH} 168`} aria-hidden="true">
        <text x={0} y={LANE.source + 4}>
          Source
        </text>
        <text x={0} y={LANE.target + 4}>
          Replica
        </text>
        {common && (
          <g data-tone="ok">
            <path className="link" strokeWidth={1.5} d={`M ${START} ${LANE.source} V ${LANE.target}`} />
            <Dot x={START} y={LANE.source} hollow={common.onSource.kind === 'bookmark'} />
            <Dot x={START} y={LANE.target} hollow={false} />
            <text className="small" x={START} y={16} textAnchor="middle">
              newest in common
            </text>
          </g>
        )}
        <Lane side={source} y={LANE.source} tone="info" joined={common !== null} />
        {target ? (
          <Lane side={target} y={LANE.target} tone="critical" joined={common !== null} />
        ) : (
          <text className="small" x={START} y={LANE.target + 4}>
            there is none
          </text>
        )}
      </svg>
      <TableBox label="Points of both sides">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Snapshot</th>
              <th scope="col">Taken</th>
              <th scope="col" className="number">
                Written
              </th>
              <th scope="col">Kept by</th>
            </tr>
          </thead>
          <tbody>
            {common && (
              <tr>
                <td>On both{common.onSource.kind === 'bookmark' && ', on the source as a bookmark'}</td>
                <th scope="row" className="mono">
                  {common.snapshotName}
                </th>
                <td>
                  <Time at={common.takenAt} />
                </td>
                <td className="number">–</td>
                <td>newest common point</td>
              </tr>
            )}
            <Rows where="Only on the source" side={source} />
            {target && <Rows where="Only on the replica" side={target} />}
            {!common && source.points.length === 0 && (target?.points.length ?? 0) === 0 && (
              <tr>
                <td colSpan={5}>Neither side has a point.</td>
              </tr>
            )}
          </tbody>
        </table>
      </TableBox>
    </div>
  )
}

function Lane({ side, y, tone, joined }: { side: DivergentSide; y: number; tone: string; joined: boolean }) {
  const drawn = side.points.slice(-DRAWN)
  const hidden = side.points.length - drawn.length
  const slots = drawn.length + (side.unsnappedBytes > 0 ? 1 : 0)
  if (slots === 0)
    return (
      <text className="small" x={START + 20} y={y + 4}>
        nothing beyond
      </text>
    )
  const gap = (WIDTH - START - 60) / Math.max(slots, 4)
  const at = (index: number) => START + gap * (index + 1)
  return (
    <g data-tone={tone}>
      <path className="link" strokeWidth={1.5} d={`M ${joined ? START + 6 : at(0)} ${y} H ${at(slots - 1)}`} />
      {drawn.map((point, index) => (
        <Dot key={point.guid} x={at(index)} y={y} hollow={!point.ours} />
      ))}
      {side.unsnappedBytes > 0 && <rect className="tip" x={at(slots - 1) - 5} y={y - 5} width={10} height={10} />}
      <text className="small" x={at(slots - 1)} y={y + 22} textAnchor="end">
        {hidden > 0 && `${hidden} earlier, `}
        {side.points.length} beyond{side.unsnappedBytes > 0 && `, ${size(side.unsnappedBytes)} written since`}
      </text>
    </g>
  )
}

function Dot({ x, y, hollow }: { x: number; y: number; hollow: boolean }) {
  return <circle className={hollow ? 'dot hollow' : 'dot'} cx={x} cy={y} r={6} />
}

function Rows({ where, side }: { where: string; side: DivergentSide }) {
  return (
    <>
      {side.points.map((point) => (
        <tr key={point.guid}>
          <td>{where}</td>
          <th scope="row" className="mono">
            {point.snapshotName}
          </th>
          <td>
            <Time at={point.takenAt} />
          </td>
          <td className="number">{size(point.bytes)}</td>
          <td>{keptBy(point)}</td>
        </tr>
      ))}
      {side.unsnappedBytes > 0 && (
        <tr>
          <td>{where}</td>
          <th scope="row">not in a snapshot</th>
          <td>–</td>
          <td className="number">{size(side.unsnappedBytes)}</td>
          <td>–</td>
        </tr>
      )}
    </>
  )
}

function keptBy({ pinned, held, ours }: DivergentPoint): string {
  const by = pinned ? 'legal hold' : held ? 'hold' : 'nothing'
  return ours ? by : `${by}, not taken by Zerfaux`
}
