import type { ReactNode } from 'react'

/** One line of a property list; stands in a `dl`. */
export function Fact({ name, whole = false, children }: { name: string; whole?: boolean; children: ReactNode }) {
  return (
    <div className={whole ? 'whole' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
