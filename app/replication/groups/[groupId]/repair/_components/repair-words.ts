import type { DivergenceView } from '@/lib/services/protection-groups/divergence-view'
import type { Look } from '@/app/_ui/tone'

type Matter = DivergenceView['matter']
type Way = DivergenceView['ways'][number]['way']

export const matterLooks = {
  none: { tone: 'ok', shape: '●', label: 'Well' },
  modified: { tone: 'critical', shape: '▲', label: 'Modified' },
  diverged: { tone: 'critical', shape: '▲', label: 'Diverged' },
  no_common: { tone: 'critical', shape: '▲', label: 'Nothing in common' },
  missing: { tone: 'warning', shape: '◆', label: 'No replica' },
  stuck_receive: { tone: 'warning', shape: '◆', label: 'Stuck receive' },
} as const satisfies Record<Matter, Look>

export const matterSentences = {
  none: 'The replica can take the next increment. Nothing is to be repaired.',
  modified: 'Something was written to the replica after its newest point, so it can take no increment.',
  diverged:
    'The replica has points that the source does not have: the source was rolled back, or they were made at the recovery site.',
  no_common: 'Not one point is on both sides, so no increment can be sent.',
  missing: 'There is no replica. The next run seeds one, unless you adopt a dataset that is there already.',
  stuck_receive: 'An interrupted receive can never be finished, and blocks every other one.',
} as const satisfies Record<Matter, string>

export const wayNames = {
  keep_branch: 'Keep the branch and go on',
  reseed: 'Seed a new replica beside, then swap',
  adopt: 'Adopt a dataset that is there already',
  discard_partial: 'Discard the interrupted receive',
} as const satisfies Record<Way, string>

export const keptNames = {
  diverged: 'Branch of a diverged replica',
  old: 'Replica before it was replaced',
  seed: 'New replica that was not put in place',
} as const satisfies Record<DivergenceView['kept'][number]['kind'], string>
