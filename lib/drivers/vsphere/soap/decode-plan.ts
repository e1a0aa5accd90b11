import { answerTypes } from '../schema/vim-answers.ts'
import { methods } from '../schema/vim-methods.ts'
import { managedSubtypes, managedTypes } from '../schema/vim-objects.ts'
import type { ManagedType, MethodName } from '../schema/wire-types.ts'

/** What to make of an element, worked out once from the schema. */
export type Plan =
  | { readonly kind: 'scalar'; readonly scalar: 'string' | 'int' | 'long' | 'boolean' }
  | { readonly kind: 'moref' }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, FieldPlan>; readonly typed: boolean }
  /** An `ArrayOf…`: whatever its children are called, each is an item. */
  | { readonly kind: 'items'; readonly item: Plan }
  /** The value of a property: its plan depends on the object and the property it belongs to. */
  | { readonly kind: 'property_value' }

export type FieldPlan = {
  readonly name: string
  readonly plan: Plan
  readonly list: boolean
  /** Handed out as it arrives instead of being kept: the objects of an inventory. */
  readonly handedOut: boolean
}

type Fields = Readonly<Record<string, string>>

const records = new Map<string, Plan & { kind: 'record'; fields: Map<string, FieldPlan> }>()
for (const [name, fields] of Object.entries<Fields>(answerTypes)) {
  records.set(name, { kind: 'record', fields: new Map(), typed: '$type' in fields })
}
for (const [name, fields] of Object.entries<Fields>(answerTypes)) {
  for (const [field, spelled] of Object.entries(fields)) {
    if (field !== '$type')
      records.get(name)?.fields.set(field, fieldPlan(field, spelled, name === 'RetrieveResult' && field === 'objects'))
  }
}

function fieldPlan(name: string, spelled: string, handedOut = false): FieldPlan {
  const list = spelled.endsWith('[]')
  return { name, plan: basePlan(list ? spelled.slice(0, -2) : spelled), list, handedOut }
}

function basePlan(spelled: string): Plan {
  switch (spelled) {
    case 'string':
    case 'int':
    case 'long':
    case 'boolean':
      return { kind: 'scalar', scalar: spelled }
    case 'moref':
      return { kind: 'moref' }
    case 'any':
      return { kind: 'property_value' }
  }
  const record = records.get(spelled)
  if (!record) throw new TypeError(`The schema has no type ${spelled}`)
  return record
}

const properties = new Map<string, ReadonlyMap<string, Plan>>(
  Object.entries<Fields>(managedTypes).map(([type, paths]) => [
    type,
    new Map(
      Object.entries(paths).map(([path, spelled]) => {
        const { plan, list } = fieldPlan(path, spelled)
        return [path, list ? { kind: 'items', item: plan } : plan]
      }),
    ),
  ]),
)

/** The type of the schema that an object of the wire is read as; null for a stranger. */
export function knownType(wireType: string): ManagedType | null {
  if (isManagedType(wireType)) return wireType
  return managedSubtypes[wireType] ?? null
}

function isManagedType(name: string): name is ManagedType {
  return Object.hasOwn(managedTypes, name)
}

/** Null when that property was not asked for. */
export function propertyPlan(wireType: string, path: string): Plan | null {
  const type = knownType(wireType)
  return (type && properties.get(type)?.get(path)) ?? null
}

/** The plan of a value that says its type itself; null for one that nobody reads. */
export function typedPlan(wireType: string): Plan | null {
  return wireType === 'ManagedObjectReference' ? { kind: 'moref' } : (records.get(wireType) ?? null)
}

/** The envelope of an answer to `method`: its value, or a fault. */
export function envelopePlan(method: MethodName): Plan {
  const gives = methods[method].gives
  const response = recordOf(gives === 'void' ? [] : [fieldPlan('returnval', gives)])
  const detail: Plan = { kind: 'items', item: basePlan('MethodFault') }
  const fault = recordOf([
    fieldPlan('faultstring', 'string'),
    { name: 'detail', plan: detail, list: false, handedOut: false },
  ])
  const body = recordOf([
    { name: `${method}Response`, plan: response, list: false, handedOut: false },
    { name: 'Fault', plan: fault, list: false, handedOut: false },
  ])
  const envelope = recordOf([{ name: 'Body', plan: body, list: false, handedOut: false }])
  return recordOf([{ name: 'Envelope', plan: envelope, list: false, handedOut: false }])
}

function recordOf(fields: readonly FieldPlan[]): Plan {
  return { kind: 'record', typed: false, fields: new Map(fields.map((field) => [field.name, field])) }
}
