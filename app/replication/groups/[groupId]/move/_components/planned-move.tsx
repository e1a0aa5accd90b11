import { Badge } from '@/app/_ui/badge'
import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import type { MovePlanView } from '@/lib/services/moves/move-plan-view'
import type { ownNotices } from '../../_components/common-notices'
import { PlanNotices } from '../../_components/plan-notices'

const there = { tone: 'ok', shape: '●', label: 'There' } as const
const toMove = { tone: 'warning', shape: '◆', label: 'To be moved' } as const

type Props = { readonly plan: MovePlanView; readonly notices: ReturnType<typeof ownNotices> }

/** One VM: what is in the way, what lies where, and what the job would do. */
export function PlannedMove({ plan, notices }: Props) {
  return (
    <div className="section">
      <PlanNotices name={plan.name} notices={notices} />
      <TableBox label={`Where ${plan.name} lies`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Lies on</th>
              <th scope="col">Has to lie on</th>
              <th scope="col">State</th>
              <th scope="col" className="number">
                Capacity
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row" className="mono unbroken">
                {plan.home.path ?? 'its home'}
              </th>
              <td className="unbroken">{plan.home.datastore ?? 'not known'}</td>
              <td className="unbroken">{plan.requiredDatastore}</td>
              <td>
                <Badge look={plan.home.ok ? there : toMove} />
              </td>
              <td className="number">–</td>
            </tr>
            {plan.disks.map((disk) => (
              <tr key={disk.key}>
                <th scope="row" className="mono unbroken">
                  {disk.path ?? `disk ${disk.key}`}
                </th>
                <td className="unbroken">{disk.datastore ?? 'not known'}</td>
                <td className="unbroken">{disk.requiredDatastore}</td>
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
