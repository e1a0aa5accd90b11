/** A job that moves data between two appliances. */
export type Transfer = { readonly jobId: string; readonly sourceTargetId: string; readonly drTargetId: string }

export type WaitingTransfer = Transfer & {
  /** 1 goes first. */
  readonly priority: number
  readonly dueAt: Date
  readonly waitingSince: Date
}

/** How many transfers may run at a time: over a link, and from and to an appliance together. */
export type TransferLimits = {
  readonly appliance: (targetId: string) => number
  readonly link: (sourceTargetId: string, drTargetId: string) => number
}

/** What keeps a transfer from beginning. */
export type Blocked = { readonly used: number; readonly limit: number } & (
  | { readonly by: 'link'; readonly sourceTargetId: string; readonly drTargetId: string }
  | { readonly by: 'appliance'; readonly targetId: string }
)

export type AdmissionPlan = {
  /** In the order in which they begin. */
  readonly admitted: readonly string[]
  readonly blocked: ReadonlyMap<string, Blocked>
}

/** Waiting so long makes up for one step of priority: nothing waits for ever behind what is more important. */
export const AGING_MINUTES = 15
/** Who has waited this long is next, whatever else would fit. */
const PATIENCE_MINUTES = 60

/**
 * Which waiting transfers may begin now, by priority, then by due time. One whose link is full does not
 * hold up others on other links, unless it has waited for an hour: then what it needs is kept free for it.
 */
export function planAdmission(input: {
  readonly waiting: readonly WaitingTransfer[]
  readonly running: readonly Transfer[]
  readonly limits: TransferLimits
  readonly now: Date
}): AdmissionPlan {
  const { limits, now } = input
  const used = new Map<string, number>()
  const count = (key: string) => used.get(key) ?? 0
  const take = (key: string) => used.set(key, count(key) + 1)
  for (const transfer of input.running) for (const key of slotsOf(transfer)) take(key)

  const inOrder = input.waiting.toSorted(
    (a, b) => rank(a, now) - rank(b, now) || +a.dueAt - +b.dueAt || (a.jobId < b.jobId ? -1 : 1),
  )
  const admitted: string[] = []
  const blocked = new Map<string, Blocked>()
  let keptFree = false
  for (const transfer of inOrder) {
    const because = blockOf(transfer, limits, count)
    if (!because) {
      for (const key of slotsOf(transfer)) take(key)
      admitted.push(transfer.jobId)
      continue
    }
    blocked.set(transfer.jobId, because)
    if (keptFree || minutesWaited(transfer, now) < PATIENCE_MINUTES) continue
    keptFree = true
    for (const key of slotsOf(transfer)) take(key)
  }
  return { admitted, blocked }
}

function blockOf(
  { sourceTargetId, drTargetId }: Transfer,
  limits: TransferLimits,
  count: (key: string) => number,
): Blocked | null {
  const onLink = { used: count(linkKey(sourceTargetId, drTargetId)), limit: limits.link(sourceTargetId, drTargetId) }
  if (onLink.used >= onLink.limit) return { by: 'link', sourceTargetId, drTargetId, ...onLink }
  for (const targetId of [sourceTargetId, drTargetId]) {
    const there = { used: count(targetId), limit: limits.appliance(targetId) }
    if (there.used >= there.limit) return { by: 'appliance', targetId, ...there }
  }
  return null
}

function rank(transfer: WaitingTransfer, now: Date): number {
  return transfer.priority - Math.floor(minutesWaited(transfer, now) / AGING_MINUTES)
}

function minutesWaited({ waitingSince }: WaitingTransfer, now: Date): number {
  return Math.max(0, (now.getTime() - waitingSince.getTime()) / 60_000)
}

const linkKey = (source: string, dr: string) => `${source} ${dr}`
const slotsOf = ({ sourceTargetId, drTargetId }: Transfer) => [
  linkKey(sourceTargetId, drTargetId),
  sourceTargetId,
  drTargetId,
]
