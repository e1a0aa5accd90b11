import Form from 'next/form'
import { age, duration } from '@/app/_ui/format'
import type { RpoHistory } from '@/lib/services/protection-groups/rpo-history'
import { RpoBadge } from '../../../../_components/rpo-badge'

/** "What was it on Tuesday at 3?" The moment stays in the address. */
export function RpoAt(props: {
  readonly path: string
  readonly days: string
  readonly asked: string | undefined
  readonly answer: RpoHistory['at']
}) {
  const { path, days, asked, answer } = props
  return (
    <section className="section" aria-labelledby="rpo-at">
      <h2 id="rpo-at">At a moment</h2>
      <Form action={path} className="filters">
        <input type="hidden" name="days" value={days} />
        <div className="field">
          <label htmlFor="rpo-moment">Moment, in UTC</label>
          <input id="rpo-moment" type="datetime-local" name="at" defaultValue={asked} required />
        </div>
        <button type="submit" className="button">
          Look up
        </button>
      </Form>
      {asked !== undefined && (
        <p>
          {answer === null ? (
            `Nobody judged this group then (${asked.replace('T', ' ')} UTC): Zerfaux was not running, or the group did not exist yet.`
          ) : (
            <>
              <RpoBadge status={answer.status} /> {asked.replace('T', ' ')} UTC:{' '}
              {answer.ageSeconds === null
                ? 'no recovery point'
                : `the newest recovery point was ${age(answer.ageSeconds)} old${answer.precision === 'hour' ? ' at the worst of that hour' : ''}`}
              , the objective {duration(answer.objectiveSeconds)}.
            </>
          )}
        </p>
      )}
    </section>
  )
}
