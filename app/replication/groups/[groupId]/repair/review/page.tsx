import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { size } from '@/app/_ui/format'
import { because } from '../../../../_components/because'
import { Fact } from '../../../../_components/fact'
import { guarded } from '../../../../_components/guarded'
import { pick, withParams } from '../../../../_components/search-params'
import { loadRepair } from '../_components/load-repair'
import { RepairHead } from '../_components/repair-head'
import { wayNames } from '../_components/repair-words'
import { RunRepair } from '../_components/run-repair'

export const metadata: Metadata = { title: 'Replica: review' }

export default async function ReviewPage({
  params,
  searchParams,
}: PageProps<'/replication/groups/[groupId]/repair/review'>) {
  const [{ groupId }, search] = [await params, await searchParams]
  if (!search['way']) redirect(`/replication/groups/${groupId}/repair/way`)
  return guarded(async () => {
    const { ctx, group, seen, way, adopt, path } = await loadRepair(
      groupId,
      // A plan that looked at a dataset to adopt is a plan to adopt it.
      search['way'] === 'adopt' ? search : { way: search['way'] },
    )
    const back = withParams(`${path}/way`, { way: way?.way, ...pick(search, ['adopt']) })
    if (!way) return <p role="note">There is no such way to repair a replica.</p>
    const refused = way.can.ok ? seen.can.repair : way.can
    return (
      <main className="page stack" id="content">
        <RepairHead group={group} at="Review" />
        <section className="section" aria-labelledby="steps">
          <h2 id="steps">{wayNames[way.way]}</h2>
          <ol>
            {way.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
        <dl className="facts">
          <Fact name="Kept" whole>
            {way.keeps}
          </Fact>
          <Fact name="Afterwards" whole>
            {way.consequence}
          </Fact>
          <Fact name="Room">
            about {size(way.bytesNeeded)} of {size(seen.availableBytes)}
          </Fact>
          {seen.common && (
            <Fact name="Newest common point">
              <span className="mono">{seen.common.snapshotName}</span>
            </Fact>
          )}
        </dl>
        <p className="quiet">
          This is what is there now. If anything of it changes before the job begins, the job is refused and changes
          nothing.
        </p>
        <RunRepair
          groupId={group.id}
          planId={seen.planId}
          way={way.way}
          adopt={adopt}
          label={wayNames[way.way]}
          because={because(ctx.actor.role, 'operator', refused)}
          backHref={back}
        />
      </main>
    )
  })
}
