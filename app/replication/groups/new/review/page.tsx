import type { Metadata } from 'next'
import Link from 'next/link'
import { defaultRetention } from '@/lib/domain/retention'
import { loadSites } from '../../../_components/estate'
import { guarded } from '../../../_components/guarded'
import { withParams } from '../../../_components/search-params'
import { consistencyWords, DEFAULT_QUIESCE_SECONDS } from '../../_components/consistency-fields'
import {
  retentionRules,
  retentionSides,
  ruleValue,
  ruleWords,
  sideWords,
  type RetentionField,
} from '../../_components/retention-names'
import { readDraft, type Draft } from '../../_components/draft'
import { compressionWords, transportWords } from '../../_components/transport-fields'
import { NewGroupSteps } from '../new-group-steps'
import { bandwidthRows } from './bandwidth-rows'
import { ReviewGroup } from './review-group'

export const metadata: Metadata = { title: 'New protection group: review' }

export default function ReviewGroupPage({ searchParams }: PageProps<'/replication/groups/new/review'>) {
  return guarded(async () => {
    const draft = readDraft(await searchParams)
    const { nameOf } = await loadSites()
    const site = (id: string | undefined) => (id === undefined ? '–' : nameOf(id))
    const shown: Record<keyof Draft, [label: string, value: string]> = {
      name: ['Name', draft.name ?? '–'],
      source_vcenter_id: ['Protected vCenter', site(draft.source_vcenter_id)],
      source_target_id: ['Protected appliance', site(draft.source_target_id)],
      protection_datastore: ['Protection datastore', draft.protection_datastore ?? '–'],
      dr_vcenter_id: ['Recovery vCenter', site(draft.dr_vcenter_id)],
      dr_target_id: ['Recovery appliance', site(draft.dr_target_id)],
      source_dataset: ['Source dataset', draft.source_dataset ?? 'the one mounted as this datastore'],
      dr_dataset: ['Recovery dataset', draft.dr_dataset ?? 'of the same name'],
      rpo_minutes: ['Recovery point objective', `${draft.rpo_minutes ?? '–'} min`],
      schedule: ['Runs', draft.schedule || 'by the objective'],
      schedule_time_zone: ['Time zone of the schedule', draft.schedule_time_zone || 'UTC'],
      priority: ['Priority', draft.priority ?? '3'],
      ...retentionRows(draft),
      consistency: ['Consistency', consistencyWords[draft.consistency ?? 'crash'] ?? '–'],
      quiesce_timeout_seconds: [
        'Time limit for quiescing one VM',
        `${draft.quiesce_timeout_seconds ?? DEFAULT_QUIESCE_SECONDS} s`,
      ],
      transport: ['Data goes', transportWords[draft.transport ?? 'direct'] ?? '–'],
      compression: ['Compression', compressionWords[draft.compression ?? 'blocks'] ?? '–'],
      ...bandwidthRows(draft),
    }
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link>
          </p>
          <h1>New protection group</h1>
        </header>
        <NewGroupSteps at="Review" />
        <ReviewGroup
          draft={draft}
          rows={Object.entries(shown)
            .filter(([name, [, value]]) => value !== '' && (!name.startsWith('retention.') || value !== 'none'))
            .map(([name, [label, value]]) => ({ name, label, value }))}
          sitesHref={withParams('/replication/groups/new', draft)}
          settingsHref={withParams('/replication/groups/new/settings', draft)}
        />
      </main>
    )
  })
}

/** Each under its own name, so that what the API refuses stands beside it. */
function retentionRows(draft: Draft): Record<RetentionField, [label: string, value: string]> {
  const rows = retentionSides.flatMap((side) =>
    retentionRules.map((rule) => {
      const name: RetentionField = `retention.${side}.${rule}`
      const value = draft[name] ?? String(ruleValue(defaultRetention[side], rule))
      return [name, [`${sideWords[side]}, ${ruleWords[rule].toLowerCase()}`, value === '0' ? 'none' : value]] as const
    }),
  )
  return Object.fromEntries(rows) as Record<RetentionField, [label: string, value: string]>
}
