import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { size } from '@/app/_ui/format'
import { because } from '../../../_components/because'
import { Fact } from '../../../_components/fact'
import { guarded } from '../../../_components/guarded'
import { CancelFirst } from './_components/cancel-first'
import { KeptDatasets } from './_components/kept-datasets'
import { Lanes } from './_components/lanes'
import { loadRepair } from './_components/load-repair'
import { RepairHead } from './_components/repair-head'
import { matterLooks, matterSentences } from './_components/repair-words'

export const metadata: Metadata = { title: 'Replica' }

export default function RepairPage({ params, searchParams }: PageProps<'/replication/groups/[groupId]/repair'>) {
  return guarded(async () => {
    const { ctx, group, seen, path } = await loadRepair((await params).groupId, await searchParams)
    const { common, receive } = seen
    return (
      <main className="page stack" id="content">
        <RepairHead group={group} at="What was found" />
        <div className="notice" data-tone={matterLooks[seen.matter].tone}>
          <p>
            <Badge look={matterLooks[seen.matter]} /> {matterSentences[seen.matter]}
          </p>
          <p>Both appliances were asked just now. Nothing was changed.</p>
        </div>
        {group.activeJobId !== null && (
          <CancelFirst jobId={group.activeJobId} because={because(ctx.actor.role, 'operator')} />
        )}
        <dl className="facts">
          <Fact name="Newest common point">
            {common ? <span className="mono">{common.snapshotName}</span> : 'none'}
          </Fact>
          <Fact name="Interrupted receive">
            {receive === null
              ? 'none'
              : `${size(receive.bytesReceived)} received; ${receive.staleBecause === null ? 'the next run goes on with it' : receive.staleBecause}`}
          </Fact>
          <Fact name="Room on the recovery appliance">{size(seen.availableBytes)}</Fact>
          <Fact name="Source dataset">
            <span className="mono">{seen.source.dataset}</span>
          </Fact>
          <Fact name="Replica">
            <span className="mono">{group.drDataset}</span>
          </Fact>
        </dl>
        <Lanes seen={seen} />
        <div className="actions">
          {seen.matter === 'none' && receive === null ? (
            <Link className="button" href={`/replication/groups/${group.id}`}>
              Back to the group
            </Link>
          ) : (
            <Link className="button" data-kind="primary" href={`${path}/way`}>
              Choose a way
            </Link>
          )}
        </div>
        <KeptDatasets kept={seen.kept} />
      </main>
    )
  })
}
