/** A job that shares a bottleneck with others: moves onto one datastore, shells made in one vCenter. */
export type LaneJob = { readonly jobId: string; readonly lane: string; readonly laneLimit: number }
export type WaitingInLane = LaneJob & { readonly createdAt: Date }

/** `ahead` is how many of the lane begin before it. */
export type LaneBlocked = { readonly used: number; readonly limit: number; readonly ahead: number }

export type LanePlan = {
  /** In the order in which they begin. */
  readonly admitted: readonly string[]
  readonly blocked: ReadonlyMap<string, LaneBlocked>
}

/**
 * Which jobs may begin now: those asked for first, as long as their lane has fewer under way than they
 * allow. Strictly in turn: one that would bear more beside it does not overtake one that bears less.
 */
export function planLanes(input: {
  readonly waiting: readonly WaitingInLane[]
  readonly running: readonly Pick<LaneJob, 'lane'>[]
}): LanePlan {
  const used = new Map<string, number>()
  for (const { lane } of input.running) used.set(lane, (used.get(lane) ?? 0) + 1)
  const queued = new Map<string, number>()
  const admitted: string[] = []
  const blocked = new Map<string, LaneBlocked>()
  for (const { jobId, lane, laneLimit } of input.waiting.toSorted(inTurn)) {
    const [there, ahead] = [used.get(lane) ?? 0, queued.get(lane) ?? 0]
    if (ahead === 0 && there < laneLimit) {
      used.set(lane, there + 1)
      admitted.push(jobId)
      continue
    }
    queued.set(lane, ahead + 1)
    blocked.set(jobId, { used: there, limit: laneLimit, ahead })
  }
  return { admitted, blocked }
}

function inTurn(a: WaitingInLane, b: WaitingInLane): number {
  return +a.createdAt - +b.createdAt || (a.jobId < b.jobId ? -1 : 1)
}
