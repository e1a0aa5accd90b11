import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getAlertChannel, insertAlertChannel, sealChannelSecret } from '../../db/alert-channels.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { channelFields, newSigningSecret, channelIssues } from './channel-fields.ts'
import { channelView, type ChannelWithSecret } from './channel-view.ts'

export const CreateChannel = z
  .strictObject({
    ...channelFields,
    password: channelFields.password.optional(),
    minimumSeverity: channelFields.minimumSeverity.default('warning'),
    enabled: channelFields.enabled.default(true),
  })
  .check((check) => {
    const { settings, password } = check.value
    const missing =
      settings.kind === 'smtp' && settings.username !== null && password === undefined
        ? [{ path: 'password', message: 'Enter the password of this user' }]
        : []
    for (const { path, message } of [...channelIssues(check.value), ...missing])
      check.issues.push({ code: 'custom', message, path: path.split('.'), input: check.value })
  })

export async function createChannel(
  ctx: ServiceContext,
  input: z.input<typeof CreateChannel>,
): Promise<ChannelWithSecret> {
  requireRole(ctx, 'admin')
  const { password, ...fields } = CreateChannel.parse(input)
  const id = randomUUID()
  const signingSecret = fields.settings.kind === 'webhook' ? newSigningSecret() : null
  const secret = signingSecret ?? password
  return ctx.db.transaction(async (tx) => {
    await insertAlertChannel(tx, {
      id,
      ...fields,
      kind: fields.settings.kind,
      sealedSecret: secret === undefined ? null : sealChannelSecret(id, secret),
    })
    await audit(ctx, tx, {
      action: 'create_alert_channel',
      objectType: 'alert_channel',
      objectId: id,
      objectName: fields.name,
      details: { kind: fields.settings.kind },
    })
    return { ...channelView(await getAlertChannel(tx, id)), signingSecret }
  })
}
