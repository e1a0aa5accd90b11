import { ZerfauxError } from '../domain/errors.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export const toSnake = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const toCamel = (key: string): string => key.replaceAll(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase())

const MAX_DEPTH = 20

/** The one place where JSON's `snake_case` becomes the code's camelCase. */
export function fromJson(value: Json, path = '', depth = 0): Json {
  if (depth > MAX_DEPTH) throw new ZerfauxError('invalid_input', `The body is nested more than ${MAX_DEPTH} deep`)
  if (Array.isArray(value)) return value.map((item, index) => fromJson(item, `${path}${index}.`, depth + 1))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = toCamel(key)
      // Written in camelCase it would slip through as the same field; one field has one name.
      if (toSnake(name) !== key) throw unknownField(`${path}${key}`)
      return [name, fromJson(inner, `${path}${key}.`, depth + 1)]
    }),
  )
}

/** And back, for answers: plain data only. */
export function toJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJson)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [toSnake(key), toJson(inner)]))
}

export class UnknownField extends ZerfauxError {
  readonly field: string

  constructor(field: string) {
    super('invalid_input', 'Some fields are not valid')
    this.field = field
  }
}

function unknownField(field: string): UnknownField {
  return new UnknownField(field.slice(0, 100))
}
