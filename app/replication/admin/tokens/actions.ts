'use server'

import { refresh } from 'next/cache'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { createApiToken, CreateApiToken, revokeApiToken } from '@/lib/services/api-tokens/api-tokens'

export type NewTokenState = (FormState & { token?: string }) | null

export async function createTokenAction(_: NewTokenState, data: FormData): Promise<NewTokenState> {
  const kinds = { numbers: ['expires_in_days'], optional: ['expires_in_days'] }
  const outcome = await attempt(async () =>
    createApiToken(await pageContext(), CreateApiToken.parse(readForm(data, kinds))),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  refresh()
  return { token: outcome.token, done: outcome.name }
}

export async function revokeTokenAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => revokeApiToken(await pageContext(), { id }))
  refresh()
  return outcome ?? null
}
