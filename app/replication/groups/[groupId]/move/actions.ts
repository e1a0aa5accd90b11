'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { stopBatch } from '@/lib/services/batches/stop-batch'
import { ManyMoves, moveVms } from '@/lib/services/moves/move-vms'
import { batchPath } from './_components/move-selection'

export async function startMovesAction(groupId: string, _: FormState, data: FormData): Promise<FormState> {
  const outcome = await attempt(async () =>
    moveVms(await pageContext(), {
      id: groupId,
      ...ManyMoves.parse({ protectedVmIds: data.getAll('vm'), atATime: Number(data.get('at_a_time')) }),
    }),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  redirect(batchPath(groupId, 'progress', outcome.batchId))
}

export async function stopMovesAction(batchId: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => stopBatch(await pageContext(), { id: batchId }))
  if ('problem' in outcome) return outcome
  refresh()
  return { done: 'What has not begun is cancelled' }
}
