import { z } from 'zod'
import { fromJson, type Json } from '@/lib/http/json-keys'

type Kinds = {
  /** Read as numbers; what is not one is passed on for the schema to refuse. */
  readonly numbers?: readonly string[]
  /** Empty means null: the value is taken away. */
  readonly nullable?: readonly string[]
  /** Empty means left out. */
  readonly optional?: readonly string[]
  /** Filled by a component with JSON of the API's form. */
  readonly json?: readonly string[]
}

/** From a form whose fields bear the API's names (`retention.source.keep_last` nests) to a verb's input. */
export function readForm(data: FormData, { numbers = [], nullable = [], optional = [], json = [] }: Kinds = {}): Json {
  const body: { [key: string]: Json } = {}
  for (const [name, value] of data) {
    if (typeof value !== 'string' || name.startsWith('$')) continue
    const text = value.trim()
    if (text === '' && optional.includes(name)) continue
    if (text === '' && nullable.includes(name)) put(body, name, null)
    else if (json.includes(name)) put(body, name, asJson(text))
    else put(body, name, numbers.includes(name) ? asNumber(text) : value)
  }
  return fromJson(body)
}

function asNumber(text: string): Json {
  const number = Number(text)
  return text === '' || Number.isNaN(number) ? text : number
}

function asJson(text: string): Json {
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    return text
  }
}

function put(body: { [key: string]: Json }, name: string, value: Json): void {
  const [first = '', ...rest] = name.split('.')
  if (rest.length === 0) {
    body[first] = value
    return
  }
  const inner = body[first]
  const nested = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? inner : {}
  body[first] = nested
  put(nested, rest.join('.'), value)
}
