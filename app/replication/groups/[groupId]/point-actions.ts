'use server'

import { refresh } from 'next/cache'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { labelRecoveryPoint, RecoveryPointChanges } from '@/lib/services/recovery-points/label-recovery-point'
import { PinReason, pinRecoveryPoint } from '@/lib/services/recovery-points/pin-recovery-point'
import { unpinRecoveryPoint } from '@/lib/services/recovery-points/unpin-recovery-point'

export async function pinAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const outcome = await attempt(async () =>
    pinRecoveryPoint(await pageContext(), { id, ...PinReason.parse(readForm(data)) }),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  refresh()
  return { done: 'Pinned' }
}

export async function unpinAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => unpinRecoveryPoint(await pageContext(), { id }))
  if ('problem' in outcome) return outcome
  refresh()
  return { done: 'Unpinned' }
}

export async function labelAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const changes = readForm(data, { nullable: ['label'] })
  const outcome = await attempt(async () =>
    labelRecoveryPoint(await pageContext(), { id, changes: RecoveryPointChanges.parse(changes) }),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  refresh()
  return { done: 'Saved' }
}
