import type { Sample } from './use-job'

const WIDTH = 160
const HEIGHT = 28

/** The rate of a running transfer, newest at the right. The number beside it says the same. */
export function Sparkline({ samples }: { samples: readonly Sample[] }) {
  if (samples.length < 3) return null
  const top = Math.max(...samples.map(({ bytesPerSecond }) => bytesPerSecond), 1)
  const points = samples.map(({ bytesPerSecond }, index) => {
    const x = (index / (samples.length - 1)) * WIDTH
    return `${x.toFixed(1)},${(HEIGHT - 2 - (bytesPerSecond / top) * (HEIGHT - 4)).toFixed(1)}`
  })
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} aria-hidden="true">
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth={1.5} />
    </svg>
  )
}
