import { size } from '@/app/_ui/format'
import type { MovePlans } from '@/lib/services/moves/move-plan-view'
import { Fact } from '../../../../_components/fact'

const [WIDTH, HEIGHT] = [560, 14]

type Space = MovePlans['space']

/** What the selection takes of the datastore’s free space; the figures stand beside it. */
export function SpaceBar({ space }: { space: Space }) {
  const { datastore, freeBytes, reservedBytes, neededBytes, fits } = space
  return (
    <section className="section" aria-labelledby="space">
      <h2 id="space">Space on {datastore}</h2>
      {freeBytes !== null && neededBytes !== null && (
        <Bar free={freeBytes} reserved={reservedBytes} needed={neededBytes} fits={fits !== false} />
      )}
      <dl className="facts">
        <Fact name="Free, as of the last sync">{size(freeBytes)}</Fact>
        {reservedBytes > 0 && <Fact name="Already on its way there">{size(reservedBytes)}</Fact>}
        <Fact name="Needed, with a margin of 10 %">{size(neededBytes)}</Fact>
        <Fact name="Left then">{left(space)}</Fact>
      </dl>
    </section>
  )
}

function Bar(props: { free: number; reserved: number; needed: number; fits: boolean }) {
  const { free, reserved, needed, fits } = props
  const whole = Math.max(free, reserved + needed, 1)
  const x = (bytes: number) => (bytes / whole) * WIDTH
  return (
    <svg className="chart space-bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <rect className="free" width={x(free)} height={HEIGHT} />
      <rect className="reserved" width={x(reserved)} height={HEIGHT} />
      <rect className="needed" data-fits={fits} x={x(reserved)} width={x(needed)} height={HEIGHT} />
      {!fits && <rect className="limit" x={x(free) - 1} width={2} height={HEIGHT} />}
    </svg>
  )
}

function left({ freeBytes, reservedBytes, neededBytes, fits }: Space): string {
  if (freeBytes === null || neededBytes === null) return 'not known'
  const bytes = freeBytes - reservedBytes - neededBytes
  return fits === false ? `${size(-bytes)} too little` : size(bytes)
}
