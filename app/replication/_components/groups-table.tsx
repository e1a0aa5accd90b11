import Link from 'next/link'
import { Simulated } from '@/app/_ui/simulated'
import { TimeOr } from '@/app/_ui/time'
import { TableBox } from '@/app/_ui/table-box'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { isSimulatedGroup, loadSites } from './estate'
import { RpoBadge } from './rpo-badge'
import { RpoBullet } from './rpo-bullet'

export async function GroupsTable({ groups, label }: { groups: readonly GroupView[]; label: string }) {
  const { nameOf } = await loadSites()
  const marked = await Promise.all(groups.map(async (group) => ({ group, simulated: await isSimulatedGroup(group) })))
  return (
    <TableBox label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">RPO</th>
            <th scope="col">Age of newest recovery point</th>
            <th scope="col" className="number">
              VMs
            </th>
            <th scope="col" className="number">
              Recovery points
            </th>
            <th scope="col">From → to</th>
            <th scope="col">Current until</th>
          </tr>
        </thead>
        <tbody>
          {marked.map(({ group, simulated }) => (
            <tr key={group.id}>
              <th scope="row">
                <Link href={`/replication/groups/${group.id}`}>{group.name}</Link> <Simulated when={simulated} />
              </th>
              <td>
                <RpoBadge status={group.rpo.status} />
              </td>
              <td>
                <RpoBullet rpo={group.rpo} />
              </td>
              <td className="number">{group.protectedVmCount}</td>
              <td className="number">{group.recoveryPointCount}</td>
              <td className="nowrap">
                {nameOf(group.sourceTargetId)} → {nameOf(group.drTargetId)}
              </td>
              <td className="nowrap">
                {group.activeJobId ? (
                  <Link href={`/replication/jobs/${group.activeJobId}`}>Job under way</Link>
                ) : (
                  <TimeOr at={group.rpo.currentUntil} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}
