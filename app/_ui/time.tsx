'use client'

import { useSyncExternalStore } from 'react'
import { relative } from './format'

const TICK_MS = 15_000

/** Relative, with the absolute time on hover. Ticks; the server's text stands until the first tick. */
export function Time({ at }: { at: string }) {
  const now = useSyncExternalStore(everyTick, () => clock, thisSecond)
  return (
    <time
      dateTime={at}
      title={`${at.slice(0, 10)} ${at.slice(11, 19)} UTC`}
      className="nowrap"
      suppressHydrationWarning
    >
      {relative(new Date(at), new Date(now))}
    </time>
  )
}

export function TimeOr({ at, none = 'never' }: { at: string | null; none?: string }) {
  return at === null ? <span className="quiet">{none}</span> : <Time at={at} />
}

const listeners = new Set<() => void>()
let clock = thisSecond()
let timer: ReturnType<typeof setInterval> | undefined

function everyTick(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, TICK_MS)
  tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  clock = thisSecond()
  for (const listener of listeners) listener()
}

function thisSecond(): number {
  return Math.floor(Date.now() / 1000) * 1000
}
