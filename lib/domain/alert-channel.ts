import { z } from 'zod'

const Address = z.email().max(254)

/** A mail server. `starttls` refuses to go on without it; `tls` is TLS from the first byte. */
export const SmtpSettings = z.strictObject({
  kind: z.literal('smtp'),
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']),
  username: z.string().max(200).nullable(),
  from: Address,
  to: z.array(Address).min(1).max(50),
})

/** Posts JSON, signed with HMAC-SHA256 over time and body. */
export const WebhookSettings = z.strictObject({
  kind: z.literal('webhook'),
  url: z.url({ protocol: /^https?$/ }).max(2000),
})

export const AlertChannelSettings = z.discriminatedUnion('kind', [SmtpSettings, WebhookSettings])
export type AlertChannelSettings = z.infer<typeof AlertChannelSettings>
