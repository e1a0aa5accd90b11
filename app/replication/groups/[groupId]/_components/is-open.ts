import { ownNotices, type CommonNotice, type Planned } from './common-notices'

/** One plan is read at once; of many, those that have a reason of their own not to go on. */
export function isOpen(plan: Planned, plans: number, common: readonly CommonNotice[]): boolean {
  return plans === 1 || ownNotices(plan, common).some(({ kind }) => kind === 'blockers')
}
