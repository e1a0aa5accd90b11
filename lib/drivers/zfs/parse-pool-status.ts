import { z } from 'zod'
import type { PoolDevice, PoolHealth } from '../../domain/appliance-health.ts'

export type PoolStatus = Pick<PoolHealth, 'scrub' | 'resilvering' | 'devices' | 'dataErrors'>
type Scrub = PoolHealth['scrub']

const NEVER: Scrub = { state: 'none', finishedAt: null, errors: null }
/** ZFS keeps one scan only: after a resilver nobody knows when the last scrub was. */
const FORGOTTEN: Scrub = { state: 'unknown', finishedAt: null, errors: null }

/** From `zpool status`: as JSON (OpenZFS 2.3) or as text with TZ=UTC (before). */
export function parsePoolStatus(pool: string, status: string): PoolStatus {
  return status.trimStart().startsWith('{') ? fromJson(pool, status) : fromText(status)
}

const ScanStats = z.object({ function: z.string(), state: z.string(), end_time: z.number(), errors: z.number() })
const Vdev = z.object({
  name: z.string(),
  state: z.string(),
  read_errors: z.number().default(0),
  write_errors: z.number().default(0),
  checksum_errors: z.number().default(0),
  get vdevs() {
    return z.record(z.string(), Vdev).optional()
  },
})
type Vdev = z.infer<typeof Vdev>
const Vdevs = z.record(z.string(), Vdev).default({})
const StatusJson = z.object({
  pools: z.record(
    z.string(),
    z.object({
      scan_stats: ScanStats.optional(),
      error_count: z.number().optional(),
      vdevs: Vdevs,
      logs: Vdevs,
      dedup: Vdevs,
      special: Vdevs,
    }),
  ),
})

function fromJson(name: string, status: string): PoolStatus {
  const pool = StatusJson.parse(JSON.parse(status)).pools[name]
  if (!pool) return { scrub: NEVER, resilvering: false, devices: [], dataErrors: null }
  const scan = pool.scan_stats
  return {
    scrub: scrubFromJson(scan),
    resilvering: scan?.function === 'RESILVER' && scan.state === 'SCANNING',
    devices: [pool.vdevs, pool.special, pool.dedup, pool.logs].flatMap((vdevs) => Object.values(vdevs).flatMap(leaves)),
    dataErrors: pool.error_count ?? null,
  }
}

function scrubFromJson(scan: z.infer<typeof ScanStats> | undefined): Scrub {
  if (!scan) return NEVER
  if (scan.function !== 'SCRUB') return FORGOTTEN
  if (scan.state === 'SCANNING') return { state: 'running', finishedAt: null, errors: scan.errors }
  const finishedAt = new Date(scan.end_time * 1000).toISOString()
  return { state: scan.state === 'FINISHED' ? 'finished' : 'cancelled', finishedAt, errors: scan.errors }
}

function leaves(vdev: Vdev): PoolDevice[] {
  const below = Object.values(vdev.vdevs ?? {})
  if (below.length > 0) return below.flatMap(leaves)
  const { name, state, read_errors: readErrors, write_errors: writeErrors, checksum_errors: checksumErrors } = vdev
  return [{ name, state, readErrors, writeErrors, checksumErrors }]
}

function fromText(status: string): PoolStatus {
  const scan = /^ {2}scan: (.+)$/m.exec(status)?.[1] ?? ''
  return {
    scrub: scrubFromText(scan),
    resilvering: scan.startsWith('resilver in progress'),
    devices: devicesFromText(status),
    dataErrors: dataErrorsFromText(status),
  }
}

function scrubFromText(scan: string): Scrub {
  const finished = /^scrub repaired .+ with (\d+) errors on (.+)$/.exec(scan)
  if (finished) return { state: 'finished', finishedAt: utc(finished[2]), errors: Number(finished[1]) }
  if (scan.startsWith('scrub in progress')) return { state: 'running', finishedAt: null, errors: null }
  const cancelled = /^scrub canceled on (.+)$/.exec(scan)
  if (cancelled) return { state: 'cancelled', finishedAt: utc(cancelled[1]), errors: null }
  return scan.startsWith('resilver') ? FORGOTTEN : NEVER
}

/** A device is what has nothing below it; what is below stands further to the right. */
function devicesFromText(status: string): PoolDevice[] {
  const config = /^config:\n([\s\S]*?)\n\n?errors:/m.exec(status)?.[1] ?? ''
  const rows = config.split('\n').flatMap((line) => {
    const match = /^\t( *)(\S+) +([A-Z]+)(?: +(\S+) +(\S+) +(\S+))?/.exec(line)
    if (!match || match[2] === 'NAME') return []
    const [, indent = '', name = '', state = '', read, write, checksum] = match
    return [{ depth: indent.length, name, state, read, write, checksum }]
  })
  return rows
    .filter(({ depth }, index) => depth > 0 && (rows[index + 1]?.depth ?? 0) <= depth)
    .map(({ name, state, read, write, checksum }) => ({
      name,
      state,
      readErrors: count(read),
      writeErrors: count(write),
      checksumErrors: count(checksum),
    }))
}

function dataErrorsFromText(status: string): number | null {
  const said = /^errors: (.+)$/m.exec(status)?.[1]
  if (said === undefined) return null
  if (said.startsWith('No known data errors')) return 0
  const counted = /^(\d+) data errors/.exec(said)
  if (counted) return Number(counted[1])
  // With `-v` the files are listed instead of counted.
  const listed = status.slice(status.indexOf(said)).split('\n').slice(1)
  return said.startsWith('Permanent errors') ? listed.filter((line) => line.trim() !== '').length : null
}

/** `58`, or `1.2K` once there are many. */
function count(text: string | undefined): number {
  const match = /^([\d.]+)([KMGT]?)$/.exec(text ?? '')
  if (!match) return 0
  return Math.round(Number(match[1]) * 1000 ** ' KMGT'.indexOf(match[2] || ' '))
}

/** `Mon Nov 23 08:02:55 2026`, in UTC because the script asked for it. */
function utc(text: string | undefined): string | null {
  const time = Date.parse(`${text} UTC`)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
