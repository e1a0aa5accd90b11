import { age, count } from '@/app/_ui/format'
import { Simulated } from '@/app/_ui/simulated'
import { TableBox } from '@/app/_ui/table-box'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import type { TargetView } from '@/lib/services/targets/target-view'
import { rpoLooks } from './rpo-badge'
import { linksOf, type Link } from './topology-links'

const BOX = { width: 230, height: 52, gap: 22 }
const WIDTH = 860

/** Which appliance replicates to which: a drawing, and the same list as a table. */
export function Topology({ groups, targets }: { groups: readonly GroupView[]; targets: readonly TargetView[] }) {
  const links = linksOf(groups, targets)
  const left = [...new Map(links.map(({ from }) => [from.id, from])).values()]
  const right = [...new Map(links.map(({ to }) => [to.id, to])).values()]
  const height = Math.max(left.length, right.length) * (BOX.height + BOX.gap)
  const y = (column: TargetView[], id: string) =>
    column.findIndex((target) => target.id === id) * (BOX.height + BOX.gap) + BOX.gap / 2
  return (
    <div className="section">
      <h2>Replication between sites</h2>
      <svg className="topology" viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true">
        {links.map((link) => (
          <Line key={link.from.id + link.to.id} link={link} y1={y(left, link.from.id)} y2={y(right, link.to.id)} />
        ))}
        {left.map((target) => (
          <Box key={target.id} target={target} x={1} y={y(left, target.id)} />
        ))}
        {right.map((target) => (
          <Box key={target.id} target={target} x={WIDTH - BOX.width - 1} y={y(right, target.id)} />
        ))}
      </svg>
      <details>
        <summary>As a table</summary>
        <TableBox label="Replication between sites">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col" className="number">
                  Groups
                </th>
                <th scope="col">Worst RPO</th>
              </tr>
            </thead>
            <tbody>
              {links.map((link) => (
                <tr key={link.from.id + link.to.id}>
                  <td>
                    {link.from.name} <Simulated when={link.from.driver === 'simulated'} />
                  </td>
                  <td>
                    {link.to.name} <Simulated when={link.to.driver === 'simulated'} />
                  </td>
                  <td className="number">{link.groups}</td>
                  <td>
                    {rpoLooks[link.worst.status].label}
                    {link.worst.ageSeconds !== null && `, ${age(link.worst.ageSeconds)} old`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </details>
    </div>
  )
}

function Line({ link, y1, y2 }: { link: Link; y1: number; y2: number }) {
  const { tone, shape, label } = rpoLooks[link.worst.status]
  const [from, to] = [y1 + BOX.height / 2, y2 + BOX.height / 2]
  const [x1, x2] = [BOX.width + 8, WIDTH - BOX.width - 16]
  return (
    <g data-tone={tone}>
      <path
        className="link"
        strokeWidth={1.5}
        d={`M ${x1} ${from} C ${x1 + 120} ${from} ${x2 - 120} ${to} ${x2} ${to}`}
      />
      <path className="tip" d={`M ${x2 + 8} ${to} l -9 -4.5 v 9 z`} />
      <text x={WIDTH / 2} y={(from + to) / 2 - 8} textAnchor="middle">
        {count(link.groups, 'group')}
      </text>
      <text className="small" x={WIDTH / 2} y={(from + to) / 2 + 18} textAnchor="middle">
        {shape} {label}
        {link.worst.ageSeconds !== null && `, ${age(link.worst.ageSeconds)} old`}
      </text>
    </g>
  )
}

function Box({ target, x, y }: { target: TargetView; x: number; y: number }) {
  const simulated = target.driver === 'simulated'
  return (
    <g>
      <rect
        className={simulated ? 'box simulated-box' : 'box'}
        x={x}
        y={y}
        width={BOX.width}
        height={BOX.height}
        rx={5}
      />
      <text x={x + 14} y={y + 22}>
        {target.name.length > 28 ? `${target.name.slice(0, 27)}…` : target.name}
      </text>
      <text className="small" x={x + 14} y={y + 40}>
        {simulated ? 'Simulated' : target.host.slice(0, 32)}
      </text>
    </g>
  )
}
