import type { AlertChannelSettings } from '../../domain/alert-channel.ts'
import type { AlertSender } from './alert-sender.ts'
import { SmtpSender } from './smtp-sender.ts'
import { WebhookSender } from './webhook-sender.ts'

/** @param secret password of the mail server, or what webhooks are signed with */
export function openAlertSender(settings: AlertChannelSettings, secret: string | null): AlertSender {
  return settings.kind === 'smtp' ? new SmtpSender(settings, secret) : new WebhookSender(settings, secret ?? '')
}
