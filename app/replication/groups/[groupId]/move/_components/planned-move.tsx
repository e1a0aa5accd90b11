import { Badge } from '@/app/_ui/badge'
import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import type { MovePlanView } from '@/lib/services/moves/move-plan-view'

const there = { tone: 'ok', shape: '●', label: 'There' } as const
const toMove = { tone: 'warning', shape: '◆', label: 'To be moved' } as const
const looks = {
  blockers: { tone: 'critical', shape: '▲', label: 'In the way' },
  warnings: { tone: 'warning', shape: '◆', label: 'Not known' },
} as const

/** One VM: what is in the way, what lies where, and what the job would do. */
export function PlannedMove({ plan }: { plan: MovePlanView }) {
  const notices = (['blockers', 'warnings'] as const).flatMap((kind) =>
    plan[kind].map((notice) => ({ ...notice, look: looks[kind] })),
  )
  return (
    <div className="section">
      {notices.length > 0 && (
        <ul className="checks" aria-label={`What to know of ${plan.name}`}>
          {notices.map(({ code, message, hint, look }) => (
            <li key={code}>
              <Badge look={look} />
              <div>
                <p>{message}</p>
                <p className="quiet">{hint}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <TableBox label={`Where ${plan.name} lies`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Lies on</th>
              <th scope="col">Has to lie on</th>
              <th scope="col">State</th>
              <th scope="col" className="number">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row" className="mono">
                {plan.home.path ?? 'its home'}
              </th>
              <td>{plan.home.datastore ?? 'not known'}</td>
              <td>{plan.requiredDatastore}</td>
              <td>
                <Badge look={plan.home.ok ? there : toMove} />
              </td>
              <td className="number">–</td>
            </tr>
            {plan.disks.map((disk) => (
              <tr key={disk.key}>
                <th scope="row" className="mono">
                  {disk.path ?? `disk ${disk.key}`}
                </th>
                <td>{disk.datastore ?? 'not known'}</td>
                <td>{disk.requiredDatastore}</td>
                <td>
                  <Badge look={disk.ok ? there : toMove} />
                </td>
                <td className="number">{size(disk.capacityBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {plan.steps.length > 0 && plan.blockers.length === 0 && (
        <ol aria-label={`What is done with ${plan.name}`}>
          {plan.steps.map(({ name, title }) => (
            <li key={name}>{title}</li>
          ))}
        </ol>
      )}
    </div>
  )
}
