/** On everything that is not real, everywhere. */
export function Simulated({ when = true }: { when?: boolean }) {
  return when ? <span className="simulated">Simulated</span> : null
}
