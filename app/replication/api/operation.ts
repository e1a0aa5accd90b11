import { z } from 'zod'

export type FieldLine = { readonly name: string; readonly type: string; readonly required: boolean }

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
})
const Content = z.object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }).optional() })
const Operation = z.looseObject({
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: z.unknown() }))
    .optional(),
  requestBody: Content.optional(),
  responses: z.record(z.string(), z.unknown()),
})
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).optional() }),
})

/** One operation of the OpenAPI document, as far as the page shows it. */
export function readOperation(document: Record<string, unknown>, path: string, method: string) {
  const operation = Operation.parse(Document.parse(document).paths[path]?.[method.toLowerCase()])
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
  return {
    parameters: (operation.parameters ?? []).map(({ name, required = false, schema }): FieldLine => ({
      name,
      required,
      type: typeOf(schema),
    })),
    body: operation.requestBody?.content?.['application/json'].schema,
    answer: Content.safeParse(success).data?.content?.['application/json'].schema,
  }
}

/** The fields of an object schema, or of the items of a list. */
export function fieldsOf(schema: unknown, document: Record<string, unknown>): FieldLine[] {
  const parsed = Schema.safeParse(resolve(schema, document))
  if (!parsed.success) return []
  const { properties = {}, required = [] } = parsed.data
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    type: typeOf(resolve(inner, document)),
    required: required.includes(name),
  }))
}

function resolve(schema: unknown, document: Record<string, unknown>): unknown {
  const ref = Schema.safeParse(schema).data?.$ref
  if (ref === undefined) return schema
  return Document.parse(document).components.schemas?.[ref.split('/').at(-1) ?? '']
}

function typeOf(schema: unknown): string {
  const parsed = Schema.safeParse(schema)
  if (!parsed.success) return ''
  const { $ref, type, format, enum: values, items, anyOf, oneOf } = parsed.data
  if ($ref) return $ref.split('/').at(-1) ?? ''
  if (values) return values.map(String).join(' | ')
  const either = anyOf ?? oneOf
  if (either) return either.map(typeOf).join(' | ')
  if (type === 'array') return `list of ${typeOf(items) || 'objects'}`
  return [[type].flat().join(' | '), format && `(${format})`].filter(Boolean).join(' ')
}
