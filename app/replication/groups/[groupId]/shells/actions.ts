'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { stopBatch } from '@/lib/services/batches/stop-batch'
import { chooseShell, ShellChoiceOfVm } from '@/lib/services/shells/choose-shell'
import { createShells, ManyShells } from '@/lib/services/shells/create-shells'
import { removeShell } from '@/lib/services/shells/remove-shell'
import { placementFields } from '../mappings/_components/placement-names'

export async function removeShellAction(id: string, unprotect: boolean, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => removeShell(await pageContext(), { id, unprotect }))
  if ('problem' in outcome) return outcome
  redirect(`/replication/jobs/${outcome.jobId}`)
}

export async function chooseShellAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const name = String(data.get('shell_name') ?? '').trim()
  data.delete('shell_name')
  const outcome = await attempt(async () => {
    const placement = readForm(data, { optional: placementFields })
    const isOpen = Object.keys(placement as object).length === 0
    const choice = ShellChoiceOfVm.parse({ shellName: name || null, placement: isOpen ? null : placement })
    return chooseShell(await pageContext(), { id, ...choice })
  })
  if ('problem' in outcome) return { ...outcome, values: { ...keptValues(data), shell_name: name } }
  refresh()
  return { done: 'Saved' }
}

export async function createShellsAction(groupId: string, _: FormState, data: FormData): Promise<FormState> {
  const outcome = await attempt(async () =>
    createShells(await pageContext(), {
      id: groupId,
      ...ManyShells.parse({ protectedVmIds: data.getAll('vm'), atATime: Number(data.get('at_a_time')) }),
    }),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  redirect(`/replication/groups/${groupId}/shells/create?batch=${outcome.batchId}`)
}

export async function stopShellsAction(batchId: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => stopBatch(await pageContext(), { id: batchId }))
  if ('problem' in outcome) return outcome
  refresh()
  return { done: 'Stopped' }
}
