import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Simulated } from '@/app/_ui/simulated'
import { Time } from '@/app/_ui/time'
import { pageContext } from '@/lib/http/page-context'
import { listLastRuns, type LastRunView } from '@/lib/services/protection-groups/list-last-runs'
import { TableBox } from '@/app/_ui/table-box'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { isSimulatedGroup, loadSites } from './estate'
import { jobLooks } from './job-look'
import { NextRun } from './next-run'
import { RpoBadge } from './rpo-badge'
import { RpoBullet } from './rpo-bullet'

export async function GroupsTable({ groups, label }: { groups: readonly GroupView[]; label: string }) {
  const [{ nameOf }, runs] = await Promise.all([loadSites(), pageContext().then(listLastRuns)])
  const marked = await Promise.all(groups.map(async (group) => ({ group, simulated: await isSimulatedGroup(group) })))
  return (
    <TableBox label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">RPO</th>
            <th scope="col">Newest point</th>
            <th scope="col" className="number">
              VMs
            </th>
            <th scope="col" className="number">
              Points
            </th>
            <th scope="col">From → to</th>
            <th scope="col">Last run</th>
            <th scope="col">Next run</th>
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
                <LastRun run={runs.get(group.id)} />
              </td>
              <td className="nowrap">
                <NextRun group={group} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

function LastRun({ run }: { run: LastRunView | undefined }) {
  if (!run) return <span className="quiet">never</span>
  return (
    <span className="actions">
      <Badge look={jobLooks[run.status]} />
      <Link href={`/replication/jobs/${run.jobId}`}>
        <Time at={run.at} />
      </Link>
    </span>
  )
}
