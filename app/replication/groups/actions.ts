'use server'

import { redirect } from 'next/navigation'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { retentionFields } from './_components/retention-names'
import { bandwidthOfForm, withoutBandwidth } from '../_components/bandwidth-values'
import { createGroup, CreateGroup } from '@/lib/services/protection-groups/create-group'

const numbers = ['rpo_minutes', ...retentionFields, 'quiesce_timeout_seconds', 'priority']

export async function createGroupAction(_: FormState, data: FormData): Promise<FormState> {
  const optional = ['source_dataset', 'dr_dataset', 'schedule', 'schedule_time_zone']
  const outcome = await attempt(async () =>
    createGroup(
      await pageContext(),
      CreateGroup.parse(
        Object.assign({}, readForm(withoutBandwidth(data), { numbers, optional }), bandwidthOfForm(data)),
      ),
    ),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  redirect(`/replication/groups/${outcome.id}`)
}
