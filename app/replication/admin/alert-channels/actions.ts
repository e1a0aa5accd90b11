'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { CreateChannel, createChannel } from '@/lib/services/alert-channels/create-channel'
import { deleteChannel } from '@/lib/services/alert-channels/delete-channel'
import { testChannel } from '@/lib/services/alert-channels/test-channel'
import { ChannelChanges, updateChannel } from '@/lib/services/alert-channels/update-channel'
import { aboutFields, readChannelForm } from './channel-form'

const LIST = '/replication/admin/alert-channels'

export type ChannelState = (FormState & { signingSecret?: string }) | null

/** A webhook's secret is shown on the page that made it; then there is nothing to go back to. */
export async function createChannelAction(_: ChannelState, data: FormData): Promise<ChannelState> {
  const outcome = await attempt(async () =>
    createChannel(await pageContext(), CreateChannel.parse(readChannelForm(data))),
  )
  if ('problem' in outcome) return { problem: aboutFields(outcome.problem), values: keptValues(data) }
  if (outcome.signingSecret === null) redirect(LIST)
  return { done: outcome.name, signingSecret: outcome.signingSecret }
}

export async function updateChannelAction(id: string, _: ChannelState, data: FormData): Promise<ChannelState> {
  const outcome = await attempt(async () =>
    updateChannel(await pageContext(), { id, changes: ChannelChanges.parse(readChannelForm(data)) }),
  )
  if ('problem' in outcome) return { problem: aboutFields(outcome.problem), values: keptValues(data) }
  redirect(LIST)
}

export async function renewSecretAction(id: string, _: ChannelState): Promise<ChannelState> {
  const outcome = await attempt(async () =>
    updateChannel(await pageContext(), { id, changes: { newSigningSecret: true } }),
  )
  if ('problem' in outcome) return outcome
  return { done: outcome.name, ...(outcome.signingSecret !== null && { signingSecret: outcome.signingSecret }) }
}

export async function testChannelAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => testChannel(await pageContext(), { id }))
  refresh()
  return 'problem' in outcome ? outcome : { done: outcome.incomplete ?? 'Sent' }
}

export async function deleteChannelAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => deleteChannel(await pageContext(), { id }))
  refresh()
  return outcome ?? null
}
