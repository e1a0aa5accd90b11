'use server'

import { refresh } from 'next/cache'
import type { FormState } from '@/app/_ui/form-state'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { pauseGroup, resumeGroup } from '@/lib/services/protection-groups/pause-group'

export async function pauseGroupAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => pauseGroup(await pageContext(), { id }))
  refresh()
  return 'problem' in outcome ? outcome : { done: 'Paused' }
}

export async function resumeGroupAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => resumeGroup(await pageContext(), { id }))
  refresh()
  return 'problem' in outcome ? outcome : { done: 'Resumed' }
}
