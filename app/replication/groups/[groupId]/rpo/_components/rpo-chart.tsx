import { age } from '@/app/_ui/format'
import type { RpoHistory } from '@/lib/services/protection-groups/rpo-history'
import { rpoLooks } from '../../../../_components/rpo-badge'

const WIDTH = 720
const HEIGHT = 180
const LEFT = 64
const STRIP_AT = 144
const STRIP = 12

/** Age of the newest recovery point against the objective, and the status as a strip. Where nobody judged there is nothing. */
export function RpoChart({ history }: { history: RpoHistory }) {
  const [from, to] = [Date.parse(history.from), Date.parse(history.to)]
  const top = Math.max(
    ...history.spans.map(({ objectiveSeconds, worstAgeSeconds }) =>
      Math.max(objectiveSeconds * 1.25, worstAgeSeconds ?? 0),
    ),
    1,
  )
  const x = (at: number) => LEFT + ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * (WIDTH - LEFT)
  const y = (seconds: number) => 4 + (STRIP_AT - 20) * (1 - Math.min(seconds, top) / top)
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line className="axis" x1={LEFT} x2={WIDTH} y1={y(0)} y2={y(0)} />
      <text x={LEFT - 6} y={y(top) + 8} textAnchor="end">
        {age(top)}
      </text>
      <text x={LEFT - 6} y={y(0)} textAnchor="end">
        0
      </text>
      {history.spans.map((span) => {
        const [begin, end] = [Date.parse(span.from), Date.parse(span.to)]
        const [left, right] = [x(begin), Math.max(x(end), x(begin) + 1)]
        const until = span.currentUntil === null ? null : Date.parse(span.currentUntil)
        const { worstAgeSeconds: worst } = span
        const first = until === null ? worst : (begin - until) / 1000
        return (
          <g key={span.from}>
            <line
              className="threshold"
              x1={left}
              x2={right}
              y1={y(span.objectiveSeconds)}
              y2={y(span.objectiveSeconds)}
            />
            {first !== null && worst !== null && (
              <line className="line" x1={left} y1={y(first)} x2={right} y2={y(worst)} />
            )}
            <rect
              className="strip"
              data-tone={rpoLooks[span.status].tone}
              x={left}
              y={STRIP_AT}
              width={right - left}
              height={STRIP}
            />
          </g>
        )
      })}
      <text x={LEFT} y={HEIGHT - 6}>
        {stamp(history.from)}
      </text>
      <text x={WIDTH} y={HEIGHT - 6} textAnchor="end">
        {stamp(history.to)}
      </text>
    </svg>
  )
}

/** `2026-11-24 15:00`, in UTC. */
export function stamp(at: string): string {
  return at.slice(0, 16).replace('T', ' ')
}
