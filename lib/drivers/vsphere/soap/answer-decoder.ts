import { XmlRefused, xmlLimits } from '../xml/xml-limits.ts'
import type { Attributes, XmlHandler } from '../xml/xml-tokenizer.ts'
import { propertyPlan, typedPlan, type FieldPlan, type Plan } from './decode-plan.ts'
import { KeptText } from './kept-text.ts'
import { XsiScope } from './xsi-scope.ts'

/** `beside` is what the answer said before its objects: the token of the next page comes first. */
export type TakeObject = (object: unknown, beside: Readonly<Record<string, unknown>>) => void

type Frame = {
  readonly plan: Plan
  /** Of a record: by field. Of an `ArrayOf…`: the items. */
  readonly record: Record<string, unknown>
  readonly items: unknown[]
  readonly field: FieldPlan | null
  text: string
}

/**
 * Keeps of an answer what its plan names and skips the rest. Objects of an inventory are handed out
 * as each one ends, so the memory needed is that of one object.
 */
export class AnswerDecoder implements XmlHandler {
  readonly #frames: Frame[]
  readonly #root: Frame
  readonly #takeObject: TakeObject
  readonly #xsi = new XsiScope()
  readonly #texts = new KeptText()
  #skipped = 0

  constructor(plan: Plan, takeObject: TakeObject) {
    this.#root = { plan, record: {}, items: [], field: null, text: '' }
    this.#frames = [this.#root]
    this.#takeObject = takeObject
  }

  /** What the plan asked for, under the names of the elements. */
  get result(): Readonly<Record<string, unknown>> {
    return this.#root.record
  }

  open(name: string, attributes: Attributes): void {
    if (this.#skipped > 0) {
      this.#skipped++
      return
    }
    const parent = this.#frames.at(-1) ?? this.#root
    const local = localName(name)
    const field = parent.plan.kind === 'record' ? (parent.plan.fields.get(local) ?? null) : null
    this.#xsi.enter(attributes, this.#frames.length)
    const plan = this.#planFor(parent, field, attributes)
    if (!plan) {
      this.#xsi.leave(this.#frames.length)
      this.#skipped = 1
      return
    }
    const frame: Frame = { plan, record: {}, items: [], field, text: '' }
    if (plan.kind === 'moref') frame.record['type'] = this.#texts.keep(attributes['type'] ?? '')
    // A fault without xsi:type is told by its element: `NotAuthenticatedFault`.
    if (plan.kind === 'record' && plan.typed) {
      frame.record['$type'] = this.#texts.keep(this.#xsi.typeOf(attributes) ?? local.replace(/Fault$/, ''))
    }
    this.#frames.push(frame)
  }

  text(text: string): void {
    if (this.#skipped > 0) return
    const frame = this.#frames.at(-1)
    if (!frame || (frame.plan.kind !== 'scalar' && frame.plan.kind !== 'moref')) return
    frame.text += text
    if (frame.text.length > xmlLimits.tokenCharacters) throw new XmlRefused('it has a text that is too long')
  }

  close(): void {
    if (this.#skipped > 0) {
      this.#skipped--
      return
    }
    const frame = this.#frames.pop()
    const parent = this.#frames.at(-1)
    if (!frame || !parent) throw new XmlRefused('it ends more elements than it began')
    this.#xsi.leave(this.#frames.length)
    const value = this.#valueOf(frame)
    const { field } = frame
    if (!field) {
      parent.items.push(value)
    } else if (field.handedOut) {
      this.#takeObject(value, parent.record)
    } else if (field.list) {
      const list = parent.record[field.name]
      if (Array.isArray(list)) list.push(value)
      else parent.record[field.name] = [value]
    } else {
      parent.record[field.name] = value
    }
  }

  #planFor(parent: Frame, field: FieldPlan | null, attributes: Attributes): Plan | null {
    if (parent.plan.kind === 'items') return parent.plan.item
    if (field?.plan.kind !== 'property_value') return field?.plan ?? null
    // ObjectContent names its object before its properties, and a property its name before its value.
    const object = this.#frames.at(-2)?.record['obj']
    const { name } = parent.record
    if (!isReference(object) || typeof name !== 'string') throw new XmlRefused('it has a property of no object')
    const plan = propertyPlan(object.type, name)
    // What a task made is of any type; the element says which.
    return plan?.kind === 'property_value' ? typedPlan(this.#xsi.typeOf(attributes) ?? '') : plan
  }

  #valueOf({ plan, record, items, text }: Frame): unknown {
    switch (plan.kind) {
      case 'record':
        return record
      case 'items':
        return items
      case 'moref':
        return { type: record['type'], value: this.#texts.keep(text) }
      case 'scalar':
        return plan.scalar === 'string'
          ? this.#texts.keep(text)
          : plan.scalar === 'boolean'
            ? flag(text.trim())
            : wholeNumber(text.trim())
      case 'property_value':
        throw new TypeError('The plan of a property value is known when its element begins')
    }
  }
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (text === '' || !Number.isSafeInteger(value))
    throw new XmlRefused(`it has ${shown(text)} where a whole number belongs`)
  return value
}

function flag(text: string): boolean {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new XmlRefused(`it has ${shown(text)} where true or false belongs`)
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 40))
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

function isReference(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
