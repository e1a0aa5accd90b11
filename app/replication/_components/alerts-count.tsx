'use client'

import useSWR from 'swr'
import { fetchJson } from '@/app/_ui/fetch-json'
import type { AlertView } from '@/lib/services/alerts/alert-view'

const LOOK_MS = 30_000
const SHOWN = 99

/** How many alerts nobody has taken care of yet. Nothing when there are none: green is silence. */
export function AlertsCount() {
  const { data } = useSWR<{ items: AlertView[] }>(
    `/api/replication/alerts?open=true&acknowledged=false&limit=${SHOWN + 1}`,
    fetchJson,
    { refreshInterval: LOOK_MS },
  )
  const waiting = data?.items.filter(({ severity }) => severity !== 'info') ?? []
  if (waiting.length === 0) return null
  const tone = waiting.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning'
  return (
    <span className="nav-count" data-tone={tone}>
      {waiting.length > SHOWN ? `${SHOWN}+` : waiting.length}
      <span className="visually-hidden"> open</span>
    </span>
  )
}
