import { z } from 'zod'

const Address = z.email().max(254)

/** The one authority that its certificate must be from; null: those that this machine trusts. */
const CaPem = z.string().max(20_000).nullable().default(null)

/** A mail server. `starttls` refuses to go on without it; `tls` is TLS from the first byte. */
export const SmtpSettings = z.strictObject({
  kind: z.literal('smtp'),
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']),
  username: z.string().max(200).nullable(),
  from: Address,
  to: z.array(Address).min(1).max(50),
  caPem: CaPem,
})

/** Posts JSON, signed with HMAC-SHA256 over time and body. */
export const WebhookSettings = z.strictObject({
  kind: z.literal('webhook'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'Leave user name and password out of the address'),
  caPem: CaPem,
})

export const AlertChannelSettings = z.discriminatedUnion('kind', [SmtpSettings, WebhookSettings])
export type AlertChannelSettings = z.infer<typeof AlertChannelSettings>

/** Why these settings would give a secret away; null when they would not. */
export function spillsSecret(settings: AlertChannelSettings): string | null {
  if (settings.kind !== 'smtp' || settings.username === null || settings.security !== 'none') return null
  if (/^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(settings.host)) return null
  return 'The password would travel unencrypted. Choose STARTTLS or TLS, or a server that needs no sign-in.'
}
