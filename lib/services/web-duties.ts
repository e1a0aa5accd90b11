import 'server-only'
import { PostgresDutyLocks } from '../db/duty-locks.ts'
import { allDuties } from '../workflows/all-duties.ts'
import { startDuties, type RunningDuties } from '../workflows/duties.ts'
import { serviceContext } from './context.ts'

// Kept across hot reloads like the database pool: a second set would only stand by.
const kept = globalThis as { zerfauxWebDuties?: RunningDuties }

/** What must be done even where no worker is alive. Ends with the process. */
export function startWebDuties(): void {
  if (kept.zerfauxWebDuties) return
  const ctx = serviceContext({ kind: 'system', id: 'web', name: 'web', role: 'admin' }, null)
  const duties = startDuties(
    ctx,
    allDuties.filter(({ alsoInWeb }) => alsoInWeb),
    new PostgresDutyLocks(),
  )
  kept.zerfauxWebDuties = duties
  process.once('SIGTERM', () => void duties.stop())
}
