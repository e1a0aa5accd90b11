export const rpoStatuses = ['meeting', 'at_risk', 'missed', 'never_replicated', 'paused'] as const
export type RpoStatus = (typeof rpoStatuses)[number]

export type Rpo = { readonly status: RpoStatus; readonly ageSeconds: number | null; readonly objectiveSeconds: number }

/** Past this share of the objective a person may want to look before it is missed. */
const AT_RISK = 0.8

/**
 * Judges a group from its newest *verified* recovery point and nothing else (failure-modes row 10).
 *
 * @param currentUntil until when the source is known to have held exactly that point's content
 */
export function judgeRpo(input: { currentUntil: Date | null; rpoMinutes: number; paused: boolean; now: Date }): Rpo {
  const objectiveSeconds = input.rpoMinutes * 60
  const ageSeconds =
    input.currentUntil && Math.max(0, Math.floor((input.now.getTime() - input.currentUntil.getTime()) / 1000))
  if (input.paused) return { status: 'paused', ageSeconds, objectiveSeconds }
  if (ageSeconds === null) return { status: 'never_replicated', ageSeconds, objectiveSeconds }
  const status =
    ageSeconds > objectiveSeconds ? 'missed' : ageSeconds > objectiveSeconds * AT_RISK ? 'at_risk' : 'meeting'
  return { status, ageSeconds, objectiveSeconds }
}
