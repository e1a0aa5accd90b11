import type { Metadata } from 'next'
import Link from 'next/link'
import { loadSites } from '../../../_components/estate'
import { guarded } from '../../../_components/guarded'
import { withParams } from '../../../_components/search-params'
import { consistencyWords, DEFAULT_QUIESCE_SECONDS } from '../../_components/consistency-fields'
import { readDraft, type Draft } from '../../_components/draft'
import { WizardSteps } from '../../_components/wizard-steps'
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
      'retention.source.keep_last': [
        'Kept on the source',
        `${draft['retention.source.keep_last'] ?? '–'} recovery points`,
      ],
      'retention.target.keep_last': [
        'Kept on the target',
        `${draft['retention.target.keep_last'] ?? '–'} recovery points`,
      ],
      consistency: ['Consistency', consistencyWords[draft.consistency ?? 'crash'] ?? '–'],
      quiesce_timeout_seconds: [
        'Time limit for quiescing one VM',
        `${draft.quiesce_timeout_seconds ?? DEFAULT_QUIESCE_SECONDS} s`,
      ],
    }
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link>
          </p>
          <h1>New protection group</h1>
        </header>
        <WizardSteps at="Review" />
        <ReviewGroup
          draft={draft}
          rows={Object.entries(shown).map(([name, [label, value]]) => ({ name, label, value }))}
          sitesHref={withParams('/replication/groups/new', draft)}
          settingsHref={withParams('/replication/groups/new/settings', draft)}
        />
      </main>
    )
  })
}
