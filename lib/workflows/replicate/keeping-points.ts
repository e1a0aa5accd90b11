import { z } from 'zod'
import { ZerfauxError } from '../../domain/errors.ts'
import { refuseForeign } from '../../domain/foreign-dataset.ts'
import { judgePilingUp } from '../../domain/piling-up.ts'
import { planUnsentCap, unsentPoints } from '../../domain/unsent-points.ts'
import { recoveryPointName } from '../../domain/zfs-names.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'
import { pointProperties, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'

/** `localPoints`: taken since this job last sent anything. */
const PointFacts = z.object({
  localPoints: z.array(z.string()).default([]),
  lastPointAt: z.iso.datetime().nullable().default(null),
  pointsDropped: z.number().int().default(0),
})

/**
 * While a step fails because the target or the way to it is away, the source goes on taking recovery
 * points when they are due, up to a cap; they are sent one by one when the target is back
 * (failure-modes row 11). The step fails all the same, and says how many wait.
 */
export function keepingPoints(step: ReplicateStep): ReplicateStep {
  return {
    ...step,
    async run(params, tools) {
      try {
        await step.run(params, tools)
      } catch (error) {
        if (!(error instanceof ZerfauxError) || error.code !== 'unreachable' || tools.signal.aborted) throw error
        throw await afterKeeping(params, tools, step.name, error)
      }
    },
  }
}

/** From here on a point may be on the target without a mark that tells of it. */
export async function beginSending(tools: ReplicateTools): Promise<void> {
  if (factsOf(tools).localPoints.length > 0) await tools.result({ localPoints: [] })
}

async function afterKeeping(
  params: ReplicateParams,
  tools: ReplicateTools,
  step: string,
  error: ZerfauxError,
): Promise<ZerfauxError> {
  try {
    const waiting = await keepPoints(params, tools, step)
    const message = `${error.message}. Meanwhile recovery points are kept on the source: ${waiting} wait to be sent`
    return waiting === 0 ? error : new ZerfauxError('unreachable', message, { hint: error.hint, cause: error })
  } catch (trouble) {
    // It is the source that does not answer, or that too: then there is nothing to keep.
    if (trouble instanceof ZerfauxError) return error
    throw trouble
  }
}

async function keepPoints(params: ReplicateParams, tools: ReplicateTools, step: string): Promise<number> {
  const before = (await tools.source.observeMany([params.source])).get(params.source) ?? null
  if (!before) return 0
  refuseForeign(params, before, 'primary')
  const seen = isDue(params, tools, before) ? ((await takePoint(params, tools)) ?? before) : before
  const { localPoints, pointsDropped } = factsOf(tools)
  const { changes, dropped } = planUnsentCap(seen, {
    targetId: params.targetId,
    cap: params.maxUnsentPoints,
    neverSent: new Set(localPoints),
  })
  const waiting = unsentPoints(seen, params.targetId).length
  const { targetId, maxUnsentPoints: cap } = params
  // Alerts are judged from what is on record.
  await tools.result({ pilingUp: judgePilingUp(seen, { targetId, cap, now: tools.now() }) })
  if (dropped.length === 0) return waiting
  if (pointsDropped === 0) await tools.notice(step, atTheCap(params))
  await tools.source.apply(changes)
  await tools.result({ pointsDropped: pointsDropped + dropped.length })
  return waiting - dropped.length
}

/** By our own clock: an appliance's may jump. */
function isDue(params: ReplicateParams, tools: ReplicateTools, { written }: DatasetState): boolean {
  const last = factsOf(tools).lastPointAt ?? timeIn(params.snapshot)
  return written > 0 && tools.now().getTime() - Date.parse(last) >= params.pointEverySeconds * 1000
}

async function takePoint(params: ReplicateParams, tools: ReplicateTools): Promise<DatasetState | null> {
  const [at, sequence] = [tools.now(), await tools.nextSequence()]
  const name = recoveryPointName(at, sequence)
  // Nobody holds VMs still for a point that nobody knows will be sent.
  const properties = pointProperties({ ...params, sequence, label: null }, 'crash')
  const state = await tools.source.applyAndObserve(
    [{ do: 'snapshot', datasets: [params.source], name, properties }],
    params.source,
  )
  await tools.result({ localPoints: [...factsOf(tools).localPoints, name], lastPointAt: at.toISOString() })
  return state
}

function factsOf({ facts }: Pick<ReplicateTools, 'facts'>): z.infer<typeof PointFacts> {
  return PointFacts.safeParse(facts()).data ?? PointFacts.parse({})
}

/** `zfx_20261123T072300Z_000042` → `2026-11-23T07:23:00Z`. */
function timeIn(name: string): string {
  return name.replace(/^zfx_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z_.*$/, '$1-$2-$3T$4:$5:$6Z')
}

function atTheCap({ source, maxUnsentPoints }: ReplicateParams): ZerfauxError {
  return new ZerfauxError(
    'unreachable',
    `${maxUnsentPoints} recovery points of ${source} wait to be sent, the most that are kept: from now on they are thinned out, evenly over the outage`,
    { hint: 'Bring the target or the link back, or raise max_unsent_points of the group if the source has room.' },
  )
}
