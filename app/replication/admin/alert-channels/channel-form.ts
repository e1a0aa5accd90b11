import { readForm } from '@/app/_ui/read-form'
import type { Problem } from '@/lib/http/problem'
import type { Json } from '@/lib/http/json-keys'

/** From the form's fields to the API's: recipients one per line, an empty user name for none. */
export function readChannelForm(data: FormData): Json {
  const read = readForm(data, {
    numbers: ['settings.port'],
    nullable: ['settings.username', 'settings.ca_pem'],
    optional: ['password'],
  })
  const body = asObject(read)
  const settings = asObject(body['settings'])
  const { to } = settings
  const lines = typeof to === 'string' ? to.split(/[\s,;]+/).filter((address) => address !== '') : []
  return {
    ...body,
    ...(body['enabled'] !== undefined && { enabled: body['enabled'] === 'true' }),
    settings: { ...settings, ...(to !== undefined && { to: lines }) },
  }
}

/** The list is one field here, so what is said of its entries is said of it. */
export function aboutFields(problem: Problem): Problem {
  if (!problem.fields) return problem
  const fields = new Map<string, string[]>()
  for (const [name, messages] of Object.entries(problem.fields)) {
    const field = name.replace(/^(settings\.to)\.\d+$/, '$1')
    fields.set(field, [...(fields.get(field) ?? []), ...messages])
  }
  return { ...problem, fields: Object.fromEntries(fields) }
}

function asObject(value: Json | undefined): Readonly<Record<string, Json>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}
