import type { BatchView } from '@/lib/services/batches/batch-view'

/** How a sentence about a batch ends: what is still to come of it, and whether a person has to do something. */
export function restOfBatch({ settled, counts }: Pick<BatchView, 'settled' | 'counts'>): string {
  if (settled) return '.'
  const asking = (counts.needs_operator ?? 0) + (counts.stuck ?? 0)
  if (asking === 0) return '; this page follows the rest.'
  return asking === 1 ? '; 1 needs you.' : `; ${asking} need you.`
}
