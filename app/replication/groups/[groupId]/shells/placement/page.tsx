import type { Metadata } from 'next'
import Link from 'next/link'
import { getPlacementMappings } from '@/lib/services/mappings/placement-mappings'
import { listProtectedVms } from '@/lib/services/protected-vms/list-protected-vms'
import { allPages } from '../../../../_components/all-pages'
import { because } from '../../../../_components/because'
import { guarded } from '../../../../_components/guarded'
import { commonNotices, ownNotices } from '../../_components/common-notices'
import { isOpen } from '../../_components/is-open'
import { JobAtWork } from '../../_components/job-at-work'
import { CommonNotices, PlanNotices } from '../../_components/plan-notices'
import { ChooseShell } from '../_components/choose-shell'
import { loadShells } from '../_components/load-shells'
import { NoVmChosen } from '../_components/no-vm-chosen'
import { shellsPath } from '../_components/shell-selection'
import { ShellsHead } from '../_components/shells-head'

export const metadata: Metadata = { title: 'Name and placement of DR shells' }

export default function ShellPlacementPage({
  params,
  searchParams,
}: PageProps<'/replication/groups/[groupId]/shells/placement'>) {
  return guarded(async () => {
    const { ctx, group, selection, plans } = await loadShells((await params).groupId, await searchParams)
    const [mappings, vms] = await Promise.all([
      getPlacementMappings(ctx, { id: group.id }),
      allPages((page) => listProtectedVms(ctx, { id: group.id, ...page })),
    ])
    const common = commonNotices(plans)
    const options = mappings.items.find(({ direction }) => direction === group.direction)?.options
    const chosen = new Map(vms.map((vm) => [vm.id, vm]))
    return (
      <main className="page stack" id="content">
        <ShellsHead group={group} at="Name and placement" />
        <p>
          Where nothing is chosen here, a shell has its VM’s name and lies as{' '}
          <Link href={`/replication/groups/${group.id}/mappings`}>the group’s mappings</Link> say. Networks follow the
          mappings.
        </p>
        {plans.length === 0 && <NoVmChosen groupId={group.id} />}
        <CommonNotices groupId={group.id} common={common.filter(({ kind }) => kind === 'blockers')} />
        {options &&
          plans.map((plan) => (
            <details key={plan.protectedVmId} open={isOpen(plan, plans.length, common)}>
              <summary>
                <strong>{plan.name}</strong>{' '}
                <span className="quiet">
                  {plan.shellName} in {plan.placement.cluster?.name ?? 'no cluster'}, on{' '}
                  {plan.placement.placeholderDatastore?.name ?? 'no datastore'}
                </span>
              </summary>
              <div className="section">
                {plan.activeJobId && <JobAtWork jobId={plan.activeJobId} name={plan.name} />}
                <PlanNotices name={plan.name} notices={ownNotices(plan, common)} />
                <ChooseShell
                  id={plan.protectedVmId}
                  vmName={plan.name}
                  name={chosen.get(plan.protectedVmId)?.drShellName ?? ''}
                  isMade={plan.drShellMoref !== null}
                  placement={{ ...chosen.get(plan.protectedVmId)?.shellPlacement }}
                  options={options}
                  because={because(ctx.actor.role, 'operator')}
                />
              </div>
            </details>
          ))}
        <div className="actions">
          {plans.length > 0 && (
            <Link className="button" data-kind="primary" href={shellsPath(group.id, 'create', selection)}>
              Next
            </Link>
          )}
          <Link className="button" href={shellsPath(group.id, 'plan', selection)}>
            Back
          </Link>
        </div>
      </main>
    )
  })
}
