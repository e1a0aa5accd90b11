import { block, pass, warn, type PreflightCheck } from './preflight-check.ts'
import type { Found, PreflightFacts } from './preflight-facts.ts'
import { newestCommon } from './send-plan.ts'
import type { DatasetState } from './zfs-state.ts'

/** What a stream of `zfs send -Lec` may carry, if the source uses it; the target then must know it. */
const IN_STREAMS = [
  'embedded_data',
  'large_blocks',
  'large_dnode',
  'large_microzap',
  'longname',
  'lz4_compress',
  'zstd_compress',
] as const

const CLOCK_SECONDS = 60
/** Free space that a pool should keep. */
const SPARE = 1.05

export function checkAppliances(facts: PreflightFacts, source: Found, target: Found): PreflightCheck[] {
  return [
    room(facts, source, target),
    clocks(source, target),
    features(source, target, facts.target.name),
    ...tools(facts, source, target),
    ...receiveKey(facts),
  ]
}

function room(
  { target: { name } }: PreflightFacts,
  { state: source }: Found,
  { state, parent }: Found,
): PreflightCheck {
  const into = state ?? parent
  if (!source || !into) {
    return warn('room', `How much room there is on ${name} is not known`, 'Mend what is above first, then check again.')
  }
  const need = bytesToSend(source, state)
  const found = `${into.dataset} has ${size(into.available)} available; about ${size(need)} would be sent now`
  if (need > into.available) {
    return block('room', found, 'Free space on the target, raise its quota or keep fewer recovery points.')
  }
  if (need * SPARE > into.available) {
    return warn('room', found, 'That is almost all of it: the next runs may not fit. Free space on the target.')
  }
  return pass('room', found)
}

/** What was written since the newest common point; without one, everything. */
function bytesToSend(source: DatasetState, target: DatasetState | null): number {
  const base = newestCommon(source, target)
  const unsent = base ? source.snapshots.filter(({ createTxg }) => createTxg > base.createTxg) : []
  const newest = source.snapshots.at(-1)
  if (!base) return (newest?.referenced ?? 0) + source.written || source.used
  return unsent.reduce((sum, { written }) => sum + written, source.written)
}

function clocks({ health: a }: Found, { health: b }: Found): PreflightCheck {
  const apart = Math.round(Math.abs(a.clockOffsetSeconds - b.clockOffsetSeconds))
  const ours = Math.round(Math.max(Math.abs(a.clockOffsetSeconds), Math.abs(b.clockOffsetSeconds)))
  if (apart <= CLOCK_SECONDS && ours <= CLOCK_SECONDS) return pass('clocks', 'Clocks agree within a minute')
  return warn(
    'clocks',
    `The appliances’ clocks are ${apart} seconds apart, and up to ${ours} from ours`,
    'Set up NTP on both appliances. Order and pruning do not depend on clocks, but the age that is shown does.',
  )
}

function features({ health: source }: Found, { health: target }: Found, name: string): PreflightCheck {
  const missing = IN_STREAMS.filter(
    (feature) => source.activeFeatures.includes(feature) && !target.features.includes(feature),
  )
  if (missing.length === 0) return pass('features', `${name} can receive all that the source’s pool uses`)
  return block(
    'features',
    `Pool ${target.pool.name} of ${name} does not know what the source’s pool uses: ${missing.join(', ')}`,
    `On ${name}: ${missing.map((feature) => `zpool set feature@${feature}=enabled ${target.pool.name}`).join('; ')}. If that is refused, update OpenZFS there (${target.zfsVersion}; the source has ${source.zfsVersion}).`,
  )
}

function tools(
  { group, source: { name }, target: { name: targetName } }: PreflightFacts,
  source: Found,
  target: Found,
): PreflightCheck[] {
  const checks: PreflightCheck[] = []
  if (group.compression === 'zstd') {
    const without = [
      ...(source.health.tools.includes('zstd') ? [] : [name]),
      ...(target.health.tools.includes('zstd') ? [] : [targetName]),
    ]
    checks.push(
      without.length === 0
        ? pass('zstd', 'zstd is there on both sides')
        : block(
            'zstd',
            `zstd is not installed on ${without.join(' and ')}`,
            'Install it (apt install zstd), or send the dataset’s own blocks.',
          ),
    )
  }
  if (group.limited && group.transport === 'direct') {
    const has = ['mbuffer', 'perl'].find((tool) => source.health.tools.includes(tool))
    checks.push(
      has
        ? pass('limiter', `${name} can keep to the bandwidth limit, with ${has}`)
        : block(
            'limiter',
            `${name} has neither mbuffer nor perl, so it cannot keep to a bandwidth limit`,
            'Install mbuffer (apt install mbuffer), or send through a worker.',
          ),
    )
  }
  return checks
}

function receiveKey({ group, target: { name, receiveKeyVerifiedAt } }: PreflightFacts): PreflightCheck[] {
  if (group.transport !== 'direct' || receiveKeyVerifiedAt === undefined) return []
  if (receiveKeyVerifiedAt)
    return [pass('receive_key', `The key that is lent to the source can only receive on ${name}`)]
  return [
    warn(
      'receive_key',
      `It was never seen that the key lent to the source can only receive on ${name}`,
      'Open the appliance’s page, install the receive key as shown there, and check it.',
    ),
  ]
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

function size(bytes: number): string {
  const unit = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${unit === 0 ? bytes : (bytes / 1024 ** unit).toFixed(1)} ${UNITS[unit]}`
}
