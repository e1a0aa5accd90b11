import { z } from 'zod'
import {
  getAlertChannel,
  sealChannelSecret,
  updateAlertChannel,
  type AlertChannelRow,
} from '../../db/alert-channels.ts'
import { AlertChannelSettings } from '../../domain/alert-channel.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { channelFields, newSigningSecret, channelIssues } from './channel-fields.ts'
import { channelView, type ChannelWithSecret } from './channel-view.ts'

/** What is left out stays as it is. */
export const ChannelChanges = z.strictObject({
  ...z.object(channelFields).partial().shape,
  newSigningSecret: z.literal(true).optional().meta({ description: 'Replaces what a webhook is signed with' }),
})
export const UpdateChannel = z.object({ id: Id, changes: ChannelChanges })
type Changes = z.infer<typeof ChannelChanges>

export async function updateChannel(
  ctx: ServiceContext,
  input: z.input<typeof UpdateChannel>,
): Promise<ChannelWithSecret> {
  requireRole(ctx, 'admin')
  const { id, changes } = UpdateChannel.parse(input)
  return ctx.db.transaction(async (tx) => {
    const before = await getAlertChannel(tx, id)
    refuse(before, changes)
    const { password, newSigningSecret: renew, ...fields } = changes
    const signingSecret = renew ? newSigningSecret() : null
    const secret = signingSecret ?? password
    const signsInNoMore = changes.settings?.kind === 'smtp' && changes.settings.username === null
    await updateAlertChannel(tx, id, {
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
      ...(secret !== undefined && { sealedSecret: sealChannelSecret(id, secret) }),
      ...(signsInNoMore && { sealedSecret: null }),
      // Of the channel as it was.
      ...((changes.settings || secret !== undefined) && { lastError: null }),
    })
    await audit(ctx, tx, {
      action: 'update_alert_channel',
      objectType: 'alert_channel',
      objectId: id,
      objectName: before.name,
      details: { changed: Object.keys(changes) },
    })
    return { ...channelView(await getAlertChannel(tx, id)), signingSecret }
  })
}

function refuse(before: AlertChannelRow, changes: Changes): void {
  const was = AlertChannelSettings.parse(before.settings)
  const settings = changes.settings ?? was
  const issues = [
    ...channelIssues({ settings, password: changes.password }),
    ...(settings.kind === was.kind ? [] : [{ path: 'settings.kind', message: 'Make another channel for that' }]),
    ...(changes.newSigningSecret && settings.kind !== 'webhook'
      ? [{ path: 'newSigningSecret', message: 'Only webhooks are signed' }]
      : []),
    ...(changes.password === undefined && goesElsewhere(before, was, settings)
      ? [{ path: 'password', message: 'Enter the password again: the stored one is for another server or user' }]
      : []),
  ]
  if (issues.length === 0) return
  throw new z.ZodError(
    issues.map(({ path, message }) => ({ code: 'custom', message, path: path.split('.'), input: null })),
  )
}

/** A stored password is sent to the server that it was entered for, and to no other. */
function goesElsewhere(
  { sealedSecret }: AlertChannelRow,
  was: AlertChannelSettings,
  is: AlertChannelSettings,
): boolean {
  if (was.kind !== 'smtp' || is.kind !== 'smtp' || is.username === null) return false
  if (sealedSecret === null) return true
  const weaker = is.security !== was.security && is.security === 'none'
  return was.host !== is.host || was.port !== is.port || was.username !== is.username || weaker
}
