'use server'

import { refresh } from 'next/cache'
import type { FormState } from '@/app/_ui/form-state'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { acknowledgeAlert } from '@/lib/services/alerts/acknowledge-alert'

export async function acknowledgeAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => acknowledgeAlert(await pageContext(), { id }))
  refresh()
  return 'problem' in outcome ? outcome : { done: 'Acknowledged' }
}
