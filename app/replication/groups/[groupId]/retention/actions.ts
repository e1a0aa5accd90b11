'use server'

import { redirect } from 'next/navigation'
import type { FormState } from '@/app/_ui/form-state'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import type { Retention } from '@/lib/domain/retention'
import { updateGroup } from '@/lib/services/protection-groups/update-group'

/** Exactly what was previewed. */
export async function saveRetentionAction(id: string, retention: Retention, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => updateGroup(await pageContext(), { id, changes: { retention } }))
  if ('problem' in outcome) return outcome
  redirect(`/replication/groups/${id}/retention`)
}
