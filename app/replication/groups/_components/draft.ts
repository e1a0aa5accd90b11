import { retentionFields } from './retention-names'
import { bandwidthFields } from '../../_components/bandwidth-values'
import { pick, type SearchParams } from '../../_components/search-params'

/** A group that is being made: the wizard's pages keep it in the address, under the API's own names. */
export const draftFields = [
  'name',
  'source_vcenter_id',
  'dr_vcenter_id',
  'source_target_id',
  'dr_target_id',
  'protection_datastore',
  'source_dataset',
  'dr_dataset',
  'rpo_minutes',
  'schedule',
  'schedule_time_zone',
  'priority',
  ...retentionFields,
  'consistency',
  'quiesce_timeout_seconds',
  'transport',
  'compression',
  ...bandwidthFields,
] as const

export type Draft = Partial<Record<(typeof draftFields)[number], string>>

export function readDraft(params: SearchParams): Draft {
  return pick(params, draftFields)
}
