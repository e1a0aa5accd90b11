import { age, duration } from '@/app/_ui/format'
import { RpoBadge } from '../../../../_components/rpo-badge'
import type { RpoHistory } from '@/lib/services/protection-groups/rpo-history'
import { stamp } from './rpo-chart'

type Span = RpoHistory['spans'][number]

/** The chart's figures, with spans of one status together, newest first. */
export function RpoSpans({ spans }: { spans: readonly Span[] }) {
  return (
    <div className="table-wrap">
      <table className="table">
        <caption className="visually-hidden">Status of the objective over time, in UTC</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Status</th>
            <th scope="col">Worst age</th>
            <th scope="col">Objective</th>
          </tr>
        </thead>
        <tbody>
          {merged(spans).map((span) => (
            <tr key={span.from}>
              <td className="nowrap">{stamp(span.from)}</td>
              <td className="nowrap">{stamp(span.to)}</td>
              <td>
                <RpoBadge status={span.status} />
              </td>
              <td>{span.worstAgeSeconds === null ? '–' : age(span.worstAgeSeconds)}</td>
              <td>{duration(span.objectiveSeconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function merged(spans: readonly Span[]): Span[] {
  const rows: Span[] = []
  for (const span of spans) {
    const before = rows.at(-1)
    const goesOn =
      before?.status === span.status && before.objectiveSeconds === span.objectiveSeconds && before.to === span.from
    if (!before || !goesOn) rows.push(span)
    else
      rows[rows.length - 1] = {
        ...before,
        to: span.to,
        worstAgeSeconds: Math.max(before.worstAgeSeconds ?? 0, span.worstAgeSeconds ?? 0),
      }
  }
  return rows.toReversed()
}
