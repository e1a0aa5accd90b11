import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Empty } from '@/app/_ui/empty'
import { count } from '@/app/_ui/format'
import { guarded } from '../../../../_components/guarded'
import { commonNotices, ownNotices } from '../../_components/common-notices'
import { isOpen } from '../../_components/is-open'
import { CommonNotices } from '../../_components/plan-notices'
import { shellWayNames } from '../../../../_components/shell-look'
import { loadShells } from '../_components/load-shells'
import { ProposedShell } from '../_components/proposed-shell'
import { shellsPath } from '../_components/shell-selection'
import { ShellsHead } from '../_components/shells-head'

export const metadata: Metadata = { title: 'Proposed DR shells' }

const blocked = { tone: 'critical', shape: '▲', label: 'In the way' } as const
const ready = { tone: 'ok', shape: '●', label: 'Ready' } as const
const atWork = { tone: 'info', shape: '◐', label: 'Job under way' } as const

export default function ShellPlanPage({
  params,
  searchParams,
}: PageProps<'/replication/groups/[groupId]/shells/plan'>) {
  return guarded(async () => {
    const { group, selection, plans } = await loadShells((await params).groupId, await searchParams)
    const common = commonNotices(plans)
    const inTheWay = plans.filter(({ blockers }) => blockers.length > 0).length
    return (
      <main className="page stack" id="content">
        <ShellsHead group={group} at="Proposed shells" />
        {plans.length === 0 ? (
          <Empty title="No VM is chosen">
            <p>
              <Link href={shellsPath(group.id, '')}>Choose VMs</Link> whose shells are to be made.
            </p>
          </Empty>
        ) : (
          <>
            <p className="sentence">
              {count(plans.length, 'VM')},{' '}
              {inTheWay === 0 ? 'nothing in the way' : `${inTheWay} with something in the way`}. Nothing has been
              changed.
            </p>
            <CommonNotices groupId={group.id} common={common} />
            {plans.map((plan) => (
              <details key={plan.protectedVmId} open={isOpen(plan, plans.length, common)}>
                <summary>
                  <Badge look={plan.activeJobId ? atWork : plan.blockers.length > 0 ? blocked : ready} />{' '}
                  <strong>{plan.name}</strong> <span className="quiet">{shellWayNames[plan.way]}</span>
                </summary>
                {plan.activeJobId && (
                  <p>
                    <Link href={`/replication/jobs/${plan.activeJobId}`}>A job is at work on {plan.name}</Link>
                  </p>
                )}
                <ProposedShell plan={plan} notices={ownNotices(plan, common)} />
              </details>
            ))}
            <div className="actions">
              <Link className="button" data-kind="primary" href={shellsPath(group.id, 'placement', selection)}>
                Next
              </Link>
              <Link className="button" href={shellsPath(group.id, '', selection)}>
                Back
              </Link>
            </div>
          </>
        )}
      </main>
    )
  })
}
