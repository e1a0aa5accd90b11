import type { Metadata } from 'next'
import Form from 'next/form'
import Link from 'next/link'
import { Field } from '@/app/_ui/field'
import { defaultRetention } from '@/lib/domain/retention'
import { guarded } from '../../../_components/guarded'
import { withParams } from '../../../_components/search-params'
import { bandwidthFields } from '../../../_components/bandwidth-values'
import { ConsistencyFields } from '../../_components/consistency-fields'
import { ScheduleFields } from '../../_components/schedule-fields'
import { readDraft } from '../../_components/draft'
import { RetentionFields } from '../../_components/retention-fields'
import { retentionFields } from '../../_components/retention-names'
import { HiddenFields } from '../../_components/hidden-fields'
import { TransportFields } from '../../_components/transport-fields'
import { NewGroupSteps } from '../new-group-steps'

export const metadata: Metadata = { title: 'New protection group: settings' }

const own = [
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
]

export default function NewGroupSettingsPage({ searchParams }: PageProps<'/replication/groups/new/settings'>) {
  return guarded(async () => {
    const draft = readDraft(await searchParams)
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link>
          </p>
          <h1>New protection group</h1>
        </header>
        <NewGroupSteps at="Datasets, objective, retention" />
        <Form action="/replication/groups/new/review" className="form">
          <HiddenFields values={draft} except={own} />
          <Field
            label="Recovery point objective, minutes"
            name="rpo_minutes"
            kind="number"
            initial={draft.rpo_minutes ?? 60}
            hint="How much work may be lost at most"
            required
          />
          <Field
            label="Source dataset"
            name="source_dataset"
            initial={draft.source_dataset}
            placeholder="tank/zerfaux/web"
            hint="Leave empty: the dataset that the hosts mounted as this datastore"
          />
          <Field
            label="Recovery dataset"
            name="dr_dataset"
            initial={draft.dr_dataset}
            placeholder="tank/zerfaux/web"
            hint="Leave empty: one of the same name below the recovery appliance's prefix"
          />
          <ScheduleFields
            schedule={draft.schedule}
            scheduleTimeZone={draft.schedule_time_zone}
            priority={draft.priority}
          />
          <RetentionFields retention={defaultRetention} given={draft} />
          <ConsistencyFields consistency={draft.consistency} quiesceTimeoutSeconds={draft.quiesce_timeout_seconds} />
          <TransportFields transport={draft.transport} compression={draft.compression} bandwidth={draft} />
          <div className="actions">
            <button type="submit" className="button" data-kind="primary">
              Next
            </button>
            <Link className="button" href={withParams('/replication/groups/new', draft)}>
              Back
            </Link>
          </div>
        </Form>
      </main>
    )
  })
}
