import { size, words } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import type { TargetHealth } from '@/lib/services/targets/target-health'
import { Fact } from '../../../../_components/fact'

/** The pool as the last check found it. */
export function TargetHealthFacts({ health: { pool, sshMs, problems } }: { health: TargetHealth }) {
  const used = pool.size - pool.available
  return (
    <section className="section" aria-labelledby="pool">
      <h2 id="pool">Pool</h2>
      <dl className="facts">
        <Fact name="State">{pool.state}</Fact>
        <Fact name="Used">
          {size(used)} of {size(pool.size)}, {Math.floor((used / pool.size) * 100)} %
        </Fact>
        <Fact name="Free">{size(pool.available)}</Fact>
        <Fact name="Fragmentation">{pool.fragmentation === null ? '–' : `${pool.fragmentation} %`}</Fact>
        <Fact name="Scrub">
          {words(pool.scrub.state)}
          {pool.scrub.finishedAt && (
            <>
              , <Time at={pool.scrub.finishedAt} />
            </>
          )}
          {pool.scrub.errors !== null && `, ${pool.scrub.errors} errors`}
        </Fact>
        <Fact name="SSH round trip">{Math.round(sshMs)} ms</Fact>
        <Fact name="Problems">{problems.length === 0 ? 'none' : problems.length}</Fact>
      </dl>
    </section>
  )
}
