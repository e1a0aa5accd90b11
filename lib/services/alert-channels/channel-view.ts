import { z } from 'zod'
import type { AlertChannelRow } from '../../db/alert-channels.ts'
import { AlertChannelSettings } from '../../domain/alert-channel.ts'
import { alertChannelKinds, alertSeverities } from '../../domain/alert.ts'
import { Id, iso, isoOrNull, Timestamp } from '../fields.ts'

export const ChannelView = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(alertChannelKinds),
  settings: AlertChannelSettings,
  hasSecret: z.boolean().meta({ description: 'Whether a password or signing secret is stored; it is never shown' }),
  minimumSeverity: z.enum(alertSeverities),
  enabled: z.boolean(),
  lastSentAt: Timestamp.nullable(),
  lastError: z.string().nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type ChannelView = z.infer<typeof ChannelView>

export const ChannelWithSecret = ChannelView.extend({
  signingSecret: z
    .string()
    .nullable()
    .meta({ description: 'What webhooks are signed with. Shown this once, when it was made; else null' }),
})
export type ChannelWithSecret = z.infer<typeof ChannelWithSecret>

export function channelView({ sealedSecret, ...row }: AlertChannelRow): ChannelView {
  return {
    ...row,
    settings: AlertChannelSettings.parse(row.settings),
    hasSecret: sealedSecret !== null,
    lastSentAt: isoOrNull(row.lastSentAt),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}
