'use client'

import { useSyncExternalStore } from 'react'
import { relative } from './format'

const TICK_MS = 15_000

/** Relative, with the absolute time on hover. Ticks; the server's text stands until the first tick. */
export function Time({ at }: { at: string }) {
  useSyncExternalStore(everyTick, currentTick, () => 0)
  const date = new Date(at)
  return (
    <time
      dateTime={at}
      title={`${at.slice(0, 10)} ${at.slice(11, 19)} UTC`}
      className="nowrap"
      suppressHydrationWarning
    >
      {relative(date, new Date())}
    </time>
  )
}

export function TimeOr({ at, none = 'never' }: { at: string | null; none?: string }) {
  return at === null ? <span className="quiet">{none}</span> : <Time at={at} />
}

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function everyTick(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => listeners.forEach((call) => call()), TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function currentTick(): number {
  return Math.floor(Date.now() / TICK_MS)
}
