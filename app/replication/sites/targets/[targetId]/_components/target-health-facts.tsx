import { duration, size, words } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import type { TargetHealth } from '@/lib/services/targets/target-health'
import { Fact } from '../../../../_components/fact'

/** The pool as the last check found it. */
export function TargetHealthFacts({ health: { pool, sshMs, clockOffsetSeconds, problems } }: { health: TargetHealth }) {
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
        <Fact name="Devices">{devices(pool.devices)}</Fact>
        <Fact name="Lost data">
          {pool.dataErrors === null ? '–' : pool.dataErrors === 0 ? 'none' : `${pool.dataErrors} places`}
        </Fact>
        <Fact name="Clock">{clockOffsetSeconds === null ? '–' : clock(clockOffsetSeconds)}</Fact>
        <Fact name="SSH round trip">{Math.round(sshMs)} ms</Fact>
        <Fact name="Problems">{problems.length === 0 ? 'none' : problems.length}</Fact>
      </dl>
    </section>
  )
}

function devices(all: TargetHealth['pool']['devices']): string {
  if (all.length === 0) return '–'
  const bad = all.filter(({ state }) => state !== 'ONLINE' && state !== 'AVAIL')
  if (bad.length === 0) return `${all.length}, all online`
  return bad.map(({ name, state }) => `${name} ${state}`).join(', ')
}

function clock(offsetSeconds: number): string {
  const seconds = Math.round(offsetSeconds)
  if (seconds === 0) return 'same as ours'
  return `${duration(Math.abs(seconds))} ${seconds > 0 ? 'ahead' : 'behind'}`
}
