import { z } from 'zod'
import type { PoolHealth } from '../../domain/appliance-health.ts'

type Scrub = PoolHealth['scrub']

const NEVER: Scrub = { state: 'none', finishedAt: null, errors: null }

const ScanStats = z.object({
  function: z.string(),
  state: z.string(),
  end_time: z.number(),
  errors: z.number(),
})
const StatusJson = z.object({ pools: z.record(z.string(), z.object({ scan_stats: ScanStats.optional() })) })

/** The last scrub, from `zpool status` as JSON (OpenZFS 2.3) or as text with TZ=UTC (before). */
export function parseScrub(pool: string, status: string): Scrub {
  return status.trimStart().startsWith('{') ? scrubFromJson(pool, status) : scrubFromText(status)
}

function scrubFromJson(pool: string, status: string): Scrub {
  const scan = StatusJson.parse(JSON.parse(status)).pools[pool]?.scan_stats
  if (!scan || scan.function !== 'SCRUB') return NEVER
  if (scan.state === 'SCANNING') return { state: 'running', finishedAt: null, errors: scan.errors }
  const finishedAt = new Date(scan.end_time * 1000).toISOString()
  return { state: scan.state === 'FINISHED' ? 'finished' : 'cancelled', finishedAt, errors: scan.errors }
}

function scrubFromText(status: string): Scrub {
  const scan = /^ {2}scan: (.+)$/m.exec(status)?.[1] ?? ''
  const finished = /^scrub repaired .+ with (\d+) errors on (.+)$/.exec(scan)
  if (finished) return { state: 'finished', finishedAt: utc(finished[2]), errors: Number(finished[1]) }
  if (scan.startsWith('scrub in progress')) return { state: 'running', finishedAt: null, errors: null }
  const cancelled = /^scrub canceled on (.+)$/.exec(scan)
  return cancelled ? { state: 'cancelled', finishedAt: utc(cancelled[1]), errors: null } : NEVER
}

/** `Mon Nov 23 08:02:55 2026`, in UTC because the script asked for it. */
function utc(text: string | undefined): string | null {
  const time = Date.parse(`${text} UTC`)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

/** The `feature@` lines of `zpool get`: what is on in the pool. */
export function parseFeatures(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', value] = line.split('\t')
    return name.startsWith('feature@') && value !== 'disabled' ? [name.slice('feature@'.length)] : []
  })
}
