import { size } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import { aboutDays } from '@/lib/domain/capacity-forecast'
import type { TargetCapacity } from '@/lib/services/targets/target-capacity'

const WIDTH = 720
const HEIGHT = 160
const LEFT = 64
const BOTTOM = 20
const DAY_MS = 86_400_000
/** As much of the future is drawn as of the past, so that the trend can be judged by eye. */
const AHEAD = 1

/** What was used of the pool, and where the trend leads. The table below says the same. */
export function CapacityChart({ capacity }: { capacity: TargetCapacity }) {
  const { samples, bytesPerDay, fullInDays } = capacity
  const [first, last] = [samples.at(0), samples.at(-1)]
  if (!first || !last) return null
  const trend =
    bytesPerDay === null
      ? 'Too little is known for a forecast yet: it takes a day of checks.'
      : fullInDays === null
        ? 'It does not grow.'
        : `It grows by ${size(bytesPerDay)} a day and will be full in ${aboutDays(fullInDays)}.`
  return (
    <section className="section" aria-labelledby="capacity">
      <h2 id="capacity">Capacity</h2>
      <p>{trend}</p>
      {samples.length > 1 && <Plot capacity={capacity} />}
      <details>
        <summary>As a table</summary>
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">At</th>
                <th scope="col">Used</th>
                <th scope="col">Available</th>
                <th scope="col">Fragmentation</th>
              </tr>
            </thead>
            <tbody>
              {daily(samples).map(({ at, size: total, available, fragmentation }) => (
                <tr key={at}>
                  <td>
                    <Time at={at} />
                  </td>
                  <td>{size(total - available)}</td>
                  <td>{size(available)}</td>
                  <td>{fragmentation === null ? '–' : `${fragmentation} %`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  )
}

function Plot({ capacity: { samples, bytesPerDay } }: { capacity: TargetCapacity }) {
  const from = Date.parse(samples.at(0)?.at ?? '')
  const until = Date.parse(samples.at(-1)?.at ?? '')
  const end = until + (until - from) * AHEAD
  const top = Math.max(...samples.map(({ size: total }) => total), 1)
  const x = (at: number) => LEFT + ((at - from) / (end - from)) * (WIDTH - LEFT)
  const y = (used: number) => (HEIGHT - BOTTOM) * (1 - used / top) + 4
  const used = samples.map((sample) => ({ at: Date.parse(sample.at), used: sample.size - sample.available }))
  const now = used.at(-1)
  const path = used.map((sample) => `${x(sample.at).toFixed(1)},${y(sample.used).toFixed(1)}`).join(' ')
  const ahead = now && bytesPerDay !== null ? now.used + (bytesPerDay * (end - until)) / DAY_MS : null
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line className="axis" x1={LEFT} x2={WIDTH} y1={y(0)} y2={y(0)} />
      <line className="threshold" x1={LEFT} x2={WIDTH} y1={y(top)} y2={y(top)} />
      <text x={LEFT - 6} y={y(top) + 4} textAnchor="end">
        {size(top)}
      </text>
      <text x={LEFT - 6} y={y(0)} textAnchor="end">
        0
      </text>
      <text x={LEFT} y={HEIGHT}>
        {day(from)}
      </text>
      <text x={x(until)} y={HEIGHT} textAnchor="middle">
        now
      </text>
      <text x={WIDTH} y={HEIGHT} textAnchor="end">
        {day(end)}
      </text>
      <polyline className="line" points={path} />
      {now && ahead !== null && (
        <line
          className="forecast"
          x1={x(now.at)}
          y1={y(now.used)}
          x2={x(end)}
          y2={Math.min(y(0), Math.max(y(top), y(ahead)))}
        />
      )}
    </svg>
  )
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** The newest of each day, newest first. */
function daily(samples: TargetCapacity['samples']): TargetCapacity['samples'] {
  return samples.filter(({ at }, index) => samples[index + 1]?.at.slice(0, 10) !== at.slice(0, 10)).toReversed()
}
