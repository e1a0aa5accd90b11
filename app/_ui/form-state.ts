import type { Problem } from '@/lib/http/problem'

/** What a form's action answers: null before the first try; what was typed comes back, except secrets. */
export type FormState = {
  readonly problem?: Problem
  readonly values?: Readonly<Record<string, string>>
  readonly done?: string
} | null

const SECRETS = ['password', 'private_key']

/** For a form that is to be shown again. A file or a secret is never sent back. */
export function keptValues(data: FormData): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of data) {
    if (typeof value === 'string' && !SECRETS.includes(name) && !name.startsWith('$')) kept[name] = value
  }
  return kept
}
