import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AlertChannelSettings, spillsSecret } from '../../domain/alert-channel.ts'
import { alertSeverities } from '../../domain/alert.ts'
import { Name, Password } from '../fields.ts'
import { CaPem } from '../vcenters/ca-pem.ts'

export const channelFields = {
  name: Name,
  settings: AlertChannelSettings,
  password: Password.meta({ description: 'Of the mail server’s user' }),
  minimumSeverity: z.enum(alertSeverities),
  enabled: z.boolean(),
}

type Given = { readonly settings?: AlertChannelSettings | undefined; readonly password?: string | undefined }

type Issue = { readonly path: string; readonly message: string }

/** @returns what is wrong with a channel's authority, secret and where that is used, by field */
export function channelIssues(given: Given): Issue[] {
  const ca = given.settings?.caPem ?? null
  const wrong = ca === null ? undefined : CaPem.safeParse(ca).error?.issues[0]
  return [...(wrong ? [{ path: 'settings.caPem', message: wrong.message }] : []), ...secretIssues(given)]
}

function secretIssues({ settings, password }: Given): Issue[] {
  if (!settings) return []
  if (settings.kind === 'webhook') {
    return password === undefined
      ? []
      : [{ path: 'password', message: 'A webhook is signed with a secret that Zerfaux makes; it takes no password' }]
  }
  const spilled = spillsSecret(settings)
  return [
    ...(spilled ? [{ path: 'settings.security', message: spilled }] : []),
    ...(settings.username === null && password !== undefined
      ? [{ path: 'password', message: 'Give a user name with the password' }]
      : []),
  ]
}

export function newSigningSecret(): string {
  return `zfxwh_${randomBytes(32).toString('base64url')}`
}
