'use client'

import { useLayoutEffect, useRef, useState, type RefObject } from 'react'

const OVERSCAN = 20
/** What the server renders: about two screens. */
const FIRST = 60

type Window = { readonly start: number; readonly end: number }

/** Which rows of a long table, all of one height, are in sight. */
export function useWindow(list: {
  readonly rows: number
  readonly rowHeight: number
  readonly onMove: (lastRow: number) => void
}): Window & { box: RefObject<HTMLElement | null> } {
  const { rows, rowHeight, onMove } = list
  const box = useRef<HTMLElement>(null)
  const [seen, setSeen] = useState<Window>({ start: 0, end: FIRST })

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const look = () => {
      const first = Math.floor(element.scrollTop / rowHeight)
      const start = Math.max(0, first - OVERSCAN)
      const end = first + Math.ceil(element.clientHeight / rowHeight) + OVERSCAN
      setSeen((before) => (before.start === start && before.end === end ? before : { start, end }))
      onMove(end)
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(look)
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [rowHeight, onMove])

  return { box, start: Math.min(seen.start, rows), end: Math.min(seen.end, rows) }
}
