import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { count } from '@/app/_ui/format'
import type { Look } from '@/app/_ui/tone'
import type { ShellPlanView } from '@/lib/services/shells/shell-plan-view'
import { guarded } from '../../../../_components/guarded'
import { commonNotices, ownNotices } from '../../_components/common-notices'
import { isOpen } from '../../_components/is-open'
import { JobAtWork } from '../../_components/job-at-work'
import { CommonNotices } from '../../_components/plan-notices'
import { shellWayNames } from '../../../../_components/shell-look'
import { loadShells } from '../_components/load-shells'
import { NoVmChosen } from '../_components/no-vm-chosen'
import { ProposedShell } from '../_components/proposed-shell'
import { shellsPath } from '../_components/shell-selection'
import { ShellsHead } from '../_components/shells-head'

export const metadata: Metadata = { title: 'Proposed DR shells' }

const blocked = { tone: 'critical', shape: '▲', label: 'In the way' } as const
const ready = { tone: 'neutral', shape: '○', label: 'Ready' } as const
const there = { tone: 'ok', shape: '●', label: 'There' } as const
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
          <NoVmChosen groupId={group.id} />
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
                  <Badge look={lookOf(plan)} /> <strong>{plan.name}</strong>{' '}
                  <span className="quiet">{shellWayNames[plan.way]}</span>
                </summary>
                {plan.activeJobId && <JobAtWork jobId={plan.activeJobId} name={plan.name} />}
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

function lookOf({ activeJobId, blockers, way }: ShellPlanView): Look {
  if (activeJobId !== null) return atWork
  if (blockers.length > 0) return blocked
  return way === 'adopt' ? there : ready
}
