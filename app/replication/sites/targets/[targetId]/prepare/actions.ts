'use server'

import { refresh } from 'next/cache'
import type { FormState } from '@/app/_ui/form-state'
import type { OnboardingRole } from '@/lib/domain/appliance-onboarding'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import type { Problem } from '@/lib/http/problem'
import { checkOnboarding, type OnboardingResult } from '@/lib/services/targets/check-onboarding'
import { renewReceiveKey } from '@/lib/services/targets/renew-receive-key'

export type CheckState = { readonly problem: Problem } | { readonly result: OnboardingResult } | null

export async function checkPreparedAction(id: string, role: OnboardingRole, _: CheckState): Promise<CheckState> {
  const outcome = await attempt(async () => ({ result: await checkOnboarding(await pageContext(), { id, role }) }))
  // The time at which the receive key was seen is on the page.
  refresh()
  return outcome
}

export async function renewReceiveKeyAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => renewReceiveKey(await pageContext(), { id }))
  if ('problem' in outcome) return outcome
  refresh()
  return { done: 'Made' }
}
