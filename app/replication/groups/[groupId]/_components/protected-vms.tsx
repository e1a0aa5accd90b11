import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Empty } from '@/app/_ui/empty'
import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import type { Role } from '@/lib/domain/role'
import { pageContext } from '@/lib/http/page-context'
import { listProtectedVms } from '@/lib/services/protected-vms/list-protected-vms'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { allPages } from '../../../_components/all-pages'
import { because } from '../../../_components/because'
import { AddSite } from '../../../sites/_components/add-site'
import { powerLooks } from '../../../vms/_components/power-look'
import { BootTier } from './boot-tier'
import { PlacementCell } from './placement-cell'
import { ShellCell } from './shell-cell'
import { UnprotectVm } from './unprotect-vm'

export async function ProtectedVms({ group, role }: { group: GroupView; role: Role }) {
  const ctx = await pageContext()
  const vms = await allPages((page) => listProtectedVms(ctx, { id: group.id, ...page }))
  const refused = because(role, 'operator')
  const ordered = vms.toSorted((a, b) => a.bootTier - b.bootTier || a.name.localeCompare(b.name))
  return (
    <div className="section">
      <div className="section-head">
        <h2>Protected VMs</h2>
        <AddSite href={`/replication/groups/${group.id}/assign`} label="Assign VMs" because={refused} />
      </div>
      {ordered.length === 0 ? (
        <Empty title="No VMs in this group">
          <p>
            Assign the VMs that lie on <code>{group.protectionDatastore}</code>. They fail over together.
          </p>
        </Empty>
      ) : (
        <TableBox label="Protected VMs">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Power</th>
                <th scope="col">Boot tier</th>
                <th scope="col">On the protection datastore</th>
                <th scope="col">DR shell</th>
                <th scope="col" className="number">
                  Size
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {ordered.map((vm) => (
                <tr key={vm.id}>
                  <th scope="row">
                    <Link href={`/replication/vms?vm=${vm.vmId}&q=${encodeURIComponent(vm.name)}`}>{vm.name}</Link>
                    {vm.goneAt && <span className="field-error"> gone from its vCenter</span>}
                  </th>
                  <td>{vm.powerState ? <Badge look={powerLooks[vm.powerState]} /> : '–'}</td>
                  <td>
                    <BootTier id={vm.id} name={vm.name} tier={vm.bootTier} because={refused} />
                  </td>
                  <td>
                    <PlacementCell vm={vm} />
                  </td>
                  <td>
                    <ShellCell vm={vm} />
                  </td>
                  <td className="number">{size(vm.storageBytes)}</td>
                  <td className="fits">
                    <UnprotectVm id={vm.id} name={vm.name} hasShell={vm.drShellMoref !== null} because={refused} />
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
