import type { ReactNode, Ref } from 'react'

/** Scrolls when its table is wider than the page, so the keyboard must be able to reach and scroll it. */
export function TableBox(props: {
  readonly label: string
  readonly children: ReactNode
  readonly long?: boolean
  readonly ref?: Ref<HTMLElement>
}) {
  const { label, children, long = false, ref } = props
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be focusable (axe: scrollable-region-focusable)
    <section ref={ref} className={long ? 'scroll-table' : 'table-wrap'} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
