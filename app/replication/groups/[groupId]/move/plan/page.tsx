import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Empty } from '@/app/_ui/empty'
import { count, size } from '@/app/_ui/format'
import type { MovePlanView } from '@/lib/services/moves/move-plan-view'
import { because } from '../../../../_components/because'
import { guarded } from '../../../../_components/guarded'
import { commonNotices, ownNotices } from '../../_components/common-notices'
import { isOpen } from '../../_components/is-open'
import { JobAtWork } from '../../_components/job-at-work'
import { CommonNotices } from '../../_components/plan-notices'
import { loadMoves } from '../_components/load-moves'
import { MoveHead } from '../_components/move-head'
import { movePath } from '../_components/move-selection'
import { PlannedMove } from '../_components/planned-move'
import { SpaceBar } from '../_components/space-bar'
import { StartMoves } from '../_components/start-moves'

export const metadata: Metadata = { title: 'Plan of the move' }

const looks = {
  blocked: { tone: 'critical', shape: '▲', label: 'In the way' },
  atWork: { tone: 'info', shape: '◐', label: 'Job under way' },
  there: { tone: 'ok', shape: '●', label: 'There' },
  ready: { tone: 'neutral', shape: '○', label: 'Ready' },
} as const

export default function MovePlanPage({ params, searchParams }: PageProps<'/replication/groups/[groupId]/move/plan'>) {
  return guarded(async () => {
    const { ctx, group, selection, plans, space } = await loadMoves((await params).groupId, await searchParams)
    const free = plans.filter((plan) => stateOf(plan) === 'ready')
    const left = plans.filter((plan) => !free.includes(plan))
    const common = commonNotices(plans)
    const inTheWay = plans.filter((plan) => stateOf(plan) === 'blocked').length
    return (
      <main className="page stack" id="content">
        <MoveHead group={group} at="Plan" />
        {space === null ? (
          <Empty title="No VM is chosen">
            <p>
              <Link href={movePath(group.id, '')}>Choose VMs</Link> that are to be moved.
            </p>
          </Empty>
        ) : (
          <>
            <p className="sentence">
              {count(plans.length, 'VM')},{' '}
              {inTheWay === 0 ? 'nothing in the way' : `${inTheWay} with something in the way`}. Nothing has been
              changed.
            </p>
            <SpaceBar space={space} />
            <CommonNotices groupId={group.id} common={common} />
            {plans.map((plan) => (
              <details key={plan.protectedVmId} open={isOpen(plan, plans.length, common)}>
                <summary>
                  <Badge look={looks[stateOf(plan)]} /> <strong>{plan.name}</strong>{' '}
                  <span className="quiet">{summary(plan)}</span>
                </summary>
                {plan.activeJobId && <JobAtWork jobId={plan.activeJobId} name={plan.name} />}
                <PlannedMove plan={plan} notices={ownNotices(plan, common)} />
              </details>
            ))}
            <StartMoves
              groupId={group.id}
              datastore={group.protectionDatastore}
              free={free}
              left={left.map((plan) => ({
                name: plan.name,
                why: looks[stateOf(plan)].label.toLowerCase(),
                activeJobId: plan.activeJobId,
              }))}
              backHref={movePath(group.id, '', selection)}
              because={because(ctx.actor.role, 'operator')}
            />
          </>
        )}
      </main>
    )
  })
}

function stateOf({ activeJobId, blockers, needsStorageMove }: MovePlanView): keyof typeof looks {
  if (activeJobId !== null) return 'atWork'
  if (!needsStorageMove) return 'there'
  return blockers.length > 0 ? 'blocked' : 'ready'
}

function summary({ currentDatastore, requiredDatastore, needsStorageMove, bytesToMove }: MovePlanView): string {
  if (!needsStorageMove) return `all of it lies on ${requiredDatastore}`
  const bytes = bytesToMove === null ? 'size not known' : size(bytesToMove)
  return `from ${currentDatastore ?? 'several datastores'} to ${requiredDatastore}, ${bytes}`
}
