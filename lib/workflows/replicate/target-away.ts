import { z } from 'zod'
import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'
import { observeSource, type ReplicateTools } from './replicate-tools.ts'

const AwayFacts = z.object({ targetAway: z.boolean() })

/** The target did not answer when this job last asked, and so was not judged. */
export function isAway({ facts }: Pick<ReplicateTools, 'facts'>): boolean {
  return AwayFacts.safeParse(facts()).data?.targetAway ?? false
}

export async function isBack(tools: ReplicateTools): Promise<void> {
  if (isAway(tools)) await tools.result({ targetAway: false })
}

/**
 * Both sides, or the source alone while the target does not answer: a recovery point is taken on time
 * all the same (failure-modes row 11). Once away, the target is not asked again until the send.
 */
export async function observeWhoAnswers(
  params: ReplicateParams,
  tools: ReplicateTools,
): Promise<{ source: DatasetState; target: DatasetState | null; away: boolean }> {
  const [source, target] = await Promise.all([
    observeSource(params, tools),
    isAway(tools) ? null : observeIfThere(params, tools),
  ])
  if (target) return { source, target: target.state, away: false }
  await tools.result({ targetAway: true })
  return { source, target: null, away: true }
}

async function observeIfThere(
  params: ReplicateParams,
  tools: ReplicateTools,
): Promise<{ readonly state: DatasetState | null } | null> {
  try {
    return { state: await tools.target.observe(params.target) }
  } catch (error) {
    if (error instanceof ZerfauxError && error.code === 'unreachable') return null
    throw error
  }
}
