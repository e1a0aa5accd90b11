import type { Metadata } from 'next'
import { because } from '../../../../_components/because'
import { guarded } from '../../../../_components/guarded'
import { MoveHead } from '../_components/move-head'
import { batchPath } from '../_components/move-selection'
import { MovesUnderWay } from '../_components/moves-under-way'
import { readBatch } from '../_components/read-batch'

export const metadata: Metadata = { title: 'Moves under way' }

export default function MoveProgressPage({
  params,
  searchParams,
}: PageProps<'/replication/groups/[groupId]/move/progress'>) {
  return guarded(async () => {
    const { ctx, group, batch } = await readBatch((await params).groupId, await searchParams)
    return (
      <main className="page stack" id="content">
        <MoveHead group={group} at="Move" />
        <MovesUnderWay
          initial={batch}
          resultHref={batchPath(group.id, 'result', batch.id)}
          because={because(ctx.actor.role, 'operator')}
        />
      </main>
    )
  })
}
