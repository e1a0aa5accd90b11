import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Simulated } from '@/app/_ui/simulated'
import { TimeOr } from '@/app/_ui/time'
import { TableBox } from '@/app/_ui/table-box'
import type { Role } from '@/lib/domain/role'
import type { VcenterView } from '@/lib/services/vcenters/vcenter-view'
import { because } from '../../_components/because'
import { connectionLooks } from './site-looks'
import { SyncButton } from './sync-button'

export function VcentersTable({ vcenters, role }: { vcenters: readonly VcenterView[]; role: Role }) {
  return (
    <TableBox label="vCenters">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Address</th>
            <th scope="col">Version</th>
            <th scope="col">Connection</th>
            <th scope="col" className="number">
              VMs
            </th>
            <th scope="col">Last sync</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {vcenters.map((vcenter) => (
            <tr key={vcenter.id}>
              <th scope="row">
                <Link href={`/replication/sites/vcenters/${vcenter.id}`}>{vcenter.name}</Link>{' '}
                <Simulated when={vcenter.driver === 'simulated'} />
              </th>
              <td className="mono">{vcenter.port === 443 ? vcenter.host : `${vcenter.host}:${vcenter.port}`}</td>
              <td>{vcenter.version ?? '–'}</td>
              <td>
                <Badge look={connectionLooks[vcenter.status]} />
              </td>
              <td className="number">
                <Link href={`/replication/vms?vcenter=${vcenter.id}`}>{vcenter.vmCount.toLocaleString('en')}</Link>
              </td>
              <td>
                <TimeOr at={vcenter.lastSyncAt} />
              </td>
              <td className="fits">
                <SyncButton id={vcenter.id} name={vcenter.name} because={because(role, 'operator')} terse />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}
