import type { Look } from './tone'

export function Badge({ look: { tone, shape, label, moving = false } }: { look: Look }) {
  return (
    <span className="badge" data-tone={tone} data-moving={moving}>
      <span className="badge-shape" aria-hidden="true">
        {shape}
      </span>
      <span className="badge-word">{label}</span>
    </span>
  )
}
