import type { BatchView } from '@/lib/services/batches/batch-view'

/** How a sentence about a batch ends: what is still to come of it, and whether a person has to do something. */
export function restOfBatch({ settled, jobs }: Pick<BatchView, 'settled' | 'jobs'>): string {
  if (settled) return '.'
  const asking = jobs.filter(({ status }) => status === 'needs_operator' || status === 'stuck').length
  if (asking === 0) return '; this page follows the rest.'
  return asking === 1 ? '; 1 needs you.' : `; ${asking} need you.`
}
