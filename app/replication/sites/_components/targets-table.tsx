import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { size } from '@/app/_ui/format'
import { Simulated } from '@/app/_ui/simulated'
import { TimeOr } from '@/app/_ui/time'
import { TableBox } from '@/app/_ui/table-box'
import type { Role } from '@/lib/domain/role'
import type { TargetView } from '@/lib/services/targets/target-view'
import { because } from '../../_components/because'
import { CheckButton } from './check-button'
import { healthLooks } from './site-looks'

export function TargetsTable({ targets, role }: { targets: readonly TargetView[]; role: Role }) {
  return (
    <TableBox label="Replication targets">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Address</th>
            <th scope="col">Dataset prefix</th>
            <th scope="col">Health</th>
            <th scope="col" className="number">
              Free
            </th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Last check</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {targets.map((target) => (
            <tr key={target.id}>
              <th scope="row">
                <Link href={`/replication/sites/targets/${target.id}`}>{target.name}</Link>{' '}
                <Simulated when={target.driver === 'simulated'} />
              </th>
              <td className="mono">{target.port === 22 ? target.host : `${target.host}:${target.port}`}</td>
              <td className="mono">{[target.pool, target.datasetPrefix].filter(Boolean).join('/')}</td>
              <td>
                <Badge look={healthLooks[target.health]} />
              </td>
              <td className="number">{size(target.availableBytes)}</td>
              <td className="number">{size(target.sizeBytes)}</td>
              <td>
                <TimeOr at={target.lastCheckAt} />
              </td>
              <td className="fits">
                <CheckButton id={target.id} name={target.name} because={because(role, 'operator')} terse />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}
