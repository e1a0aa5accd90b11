'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { bandwidthOfForm, withoutBandwidth } from '../../_components/bandwidth-values'
import { protectVm } from '@/lib/services/protected-vms/protect-vm'
import { unprotectVm } from '@/lib/services/protected-vms/unprotect-vm'
import { updateProtectedVm } from '@/lib/services/protected-vms/update-protected-vm'
import { deleteGroup } from '@/lib/services/protection-groups/delete-group'
import { runNow, RunOptions } from '@/lib/services/protection-groups/run-now'
import { retentionFields } from '../_components/retention-names'
import { GroupChanges, updateGroup } from '@/lib/services/protection-groups/update-group'

export async function runNowAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => runNow(await pageContext(), { id }))
  refresh()
  return 'problem' in outcome ? outcome : { done: 'Started' }
}

export async function takePointAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const outcome = await attempt(async () =>
    runNow(await pageContext(), { id, ...RunOptions.unwrap().required().parse(readForm(data)) }),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  refresh()
  return { done: 'Started' }
}

export async function updateGroupAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const numbers = ['rpo_minutes', ...retentionFields, 'quiesce_timeout_seconds', 'priority']
  const kinds = { numbers, nullable: ['schedule', 'maintenance'], json: ['maintenance'] }
  const outcome = await attempt(async () =>
    updateGroup(await pageContext(), {
      id,
      changes: GroupChanges.parse(Object.assign({}, readForm(withoutBandwidth(data), kinds), bandwidthOfForm(data))),
    }),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  redirect(`/replication/groups/${id}`)
}

export async function deleteGroupAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => deleteGroup(await pageContext(), { id }))
  if (outcome && 'problem' in outcome) return outcome
  redirect('/replication/groups')
}

/** One after the other, until one is refused; those before it stay in the group. */
export async function protectVmsAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const outcome = await attempt(async () => {
    for (const vmId of data.getAll('vm_id')) await protectVm(await pageContext(), { id, vmId: String(vmId) })
  })
  if (outcome && 'problem' in outcome) return outcome
  redirect(`/replication/groups/${id}`)
}

export async function unprotectVmAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => unprotectVm(await pageContext(), { id }))
  refresh()
  return outcome ?? null
}

export async function setBootTierAction(id: string, bootTier: number, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => updateProtectedVm(await pageContext(), { id, changes: { bootTier } }))
  refresh()
  return 'problem' in outcome ? outcome : null
}
