import type { PreviewPoint } from '@/lib/services/protection-groups/retention-preview'

const WIDTH = 720
const HEIGHT = 64
const BASE = 40

/** Every point of one side on the axis of time: tall ones stay, short dashed ones go, a diamond is a pin. The table has the same. */
export function RetentionAxis({ points }: { points: readonly PreviewPoint[] }) {
  const times = points.map(({ takenAt }) => Date.parse(takenAt))
  const [from, to] = [Math.min(...times), Math.max(...times)]
  const x = (at: number) => (to === from ? WIDTH / 2 : 4 + ((at - from) / (to - from)) * (WIDTH - 8))
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line className="axis" x1={0} x2={WIDTH} y1={BASE} y2={BASE} />
      {points.map(({ guid, takenAt, kept, reasons }) => {
        const at = x(Date.parse(takenAt))
        return (
          <g key={guid}>
            <line
              className="point"
              data-verdict={kept ? 'kept' : 'pruned'}
              x1={at}
              x2={at}
              y1={BASE}
              y2={kept ? 12 : 26}
            />
            {reasons.some(({ rule }) => rule === 'pinned') && <path className="pin" d={`M${at} 2l4 4l-4 4l-4 -4z`} />}
          </g>
        )
      })}
      <text x={0} y={HEIGHT - 8}>
        {day(from)}
      </text>
      <text x={WIDTH} y={HEIGHT - 8} textAnchor="end">
        {day(to)}
      </text>
    </svg>
  )
}

function day(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString().slice(0, 16).replace('T', ' ') : ''
}
