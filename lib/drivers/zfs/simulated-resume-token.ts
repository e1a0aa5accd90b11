import { ZerfauxError } from '../../domain/errors.ts'
import { z } from 'zod'
import { Guid } from '../../domain/zfs-names.ts'
import type { DecodedToken } from '../../domain/zfs-state.ts'
import type { SimulatedAppliance, SimulatedPartial } from './simulated-appliance.ts'

const TokenContent = z.object({
  toName: z.string(),
  toGuid: Guid,
  fromGuid: Guid.nullable(),
  bytesReceived: z.number(),
  bytesTotal: z.number(),
})

/** Like the real one it says what to go on with, and nothing but the source can tell whether that is still there. */
export function writeResumeToken({ toName, fromGuid, snapshot, bytesReceived, bytesTotal }: SimulatedPartial): string {
  const content = { toName, toGuid: snapshot.guid, fromGuid, bytesReceived, bytesTotal }
  return `1-simulated-${Buffer.from(JSON.stringify(content)).toString('base64url')}`
}

/** @throws `resume_token_stale` when the appliance no longer has both ends of that stream. */
export function readResumeToken(appliance: SimulatedAppliance, token: string): DecodedToken {
  const content = parse(token)
  if (!content) throw stale('the token is damaged')
  const dataset = appliance.datasets[content.toName.split('@')[0] ?? '']
  if (!dataset?.snapshots.some(({ guid }) => guid === content.toGuid)) throw stale(`${content.toName} is gone`)
  const bases = [...dataset.snapshots, ...dataset.bookmarks]
  if (content.fromGuid !== null && !bases.some(({ guid }) => guid === content.fromGuid)) {
    throw stale(`its base ${content.fromGuid} is gone`)
  }
  const { bytesTotal, ...decoded } = content
  return { ...decoded, bytesRemaining: bytesTotal - content.bytesReceived }
}

function parse(token: string): z.infer<typeof TokenContent> | null {
  const encoded = /^1-simulated-([\w-]+)$/.exec(token)?.[1]
  if (encoded === undefined) return null
  try {
    return TokenContent.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString()))
  } catch {
    return null
  }
}

function stale(found: string): ZerfauxError {
  return new ZerfauxError('resume_token_stale', `The interrupted receive cannot be finished: ${found}`, {
    hint: 'Discard the partial receive on the target, then run again.',
  })
}
