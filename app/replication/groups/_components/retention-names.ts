import { gridPeriods } from '@/lib/domain/recovery-point-periods'
import type { SideRetention } from '@/lib/domain/retention'

export const retentionSides = ['source', 'target'] as const
export type RetentionSideName = (typeof retentionSides)[number]

export const retentionRules = ['keep_last', ...gridPeriods] as const
type RuleName = (typeof retentionRules)[number]
export type RetentionField = `retention.${RetentionSideName}.${RuleName}`

/** Under the API's own names: all of them are numbers. */
export const retentionFields = retentionSides.flatMap((side) =>
  retentionRules.map((rule): RetentionField => `retention.${side}.${rule}`),
)

export const ruleWords: Readonly<Record<RuleName, string>> = {
  keep_last: 'Newest',
  hourly: 'Hourly',
  daily: 'Daily',
  weekly: 'Weekly',
  monthly: 'Monthly',
  yearly: 'Yearly',
}

export const sideWords: Readonly<Record<RetentionSideName, string>> = {
  source: 'Kept on the source',
  target: 'Kept on the target',
}

export function ruleValue(retention: SideRetention, rule: RuleName): number {
  return rule === 'keep_last' ? retention.keepLast : retention[rule]
}

/** `newest 48, 30 daily, 12 monthly`. */
export function retentionWords(retention: SideRetention): string {
  const grid = gridPeriods.filter((period) => retention[period] > 0).map((period) => `${retention[period]} ${period}`)
  return [`newest ${retention.keepLast}`, ...grid].join(', ')
}
