import { rate } from '@/app/_ui/format'
import type { Sample } from './use-job'

const WIDTH = 160
const HEIGHT = 28

/** The rate of a running transfer, newest at the right. The number beside it says the same. */
export function Sparkline({ samples }: { samples: readonly Sample[] }) {
  const last = samples.at(-1)
  if (samples.length < 3 || !last) return null
  const top = Math.max(...samples.map(({ bytesPerSecond }) => bytesPerSecond), 1)
  const points = samples.map(({ bytesPerSecond }, index) => {
    const x = (index / (samples.length - 1)) * WIDTH
    return `${x.toFixed(1)},${(HEIGHT - 2 - (bytesPerSecond / top) * (HEIGHT - 4)).toFixed(1)}`
  })
  return (
    <svg
      className="sparkline"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`Rate of the last minutes, now ${rate(last.bytesPerSecond)}, at most ${rate(top)}`}
    >
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth={1.5} />
    </svg>
  )
}
