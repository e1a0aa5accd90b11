import { ZerfauxError } from '../../../domain/errors.ts'
import { methods } from '../schema/vim-methods.ts'
import { requestTypes } from '../schema/vim-requests.ts'
import type { MethodName, Parameters } from '../schema/wire-types.ts'

const ENVELOPE_HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
  '<soapenv:Body>'
const ENVELOPE_TAIL = '</soapenv:Body></soapenv:Envelope>'

type Fields = Readonly<Record<string, string>>
const recordTypes: Readonly<Record<string, Fields>> = requestTypes

/**
 * The request's XML, its fields in the schema's order: a vCenter answers "unexpected element" to any
 * other, simulators do not.
 *
 * @throws TypeError when a field is unknown, missing or of the wrong kind: a bug of ours, never input.
 */
export function serialiseRequest<Method extends MethodName>(method: Method, parameters: Parameters<Method>): string {
  const inner = record(methods[method].takes, parameters, method)
  return `${ENVELOPE_HEAD}<${method} xmlns="urn:vim25">${inner}</${method}>${ENVELOPE_TAIL}`
}

function record(fields: Fields, given: object, where: string): string {
  const values = new Map<string, unknown>(Object.entries(given))
  values.delete('$type')
  let xml = ''
  for (const [name, spelled] of Object.entries(fields)) {
    const value = values.get(name)
    values.delete(name)
    if (spelled.endsWith('[]')) {
      const items: unknown[] = Array.isArray(value) ? value : []
      if (value !== undefined && !Array.isArray(value)) throw new TypeError(`${where}.${name} is a list`)
      for (const item of items) xml += element(name, spelled.slice(0, -2), item, where)
    } else if (value !== undefined) {
      xml += element(name, spelled.replace(/\?$/, ''), value, where)
    } else if (!spelled.endsWith('?')) {
      throw new TypeError(`${where}.${name} is missing`)
    }
  }
  const [unknown] = values.keys()
  if (unknown !== undefined) throw new TypeError(`${where} has no field ${unknown}`)
  return xml
}

function element(name: string, spelled: string, value: unknown, where: string): string {
  const here = `${where}.${name}`
  if (spelled === 'moref') {
    const { type, value: id } = reference(value, here)
    return `<${name} type="${escape(type, here)}">${escape(id, here)}</${name}>`
  }
  if (spelled === 'string' && typeof value === 'string') return `<${name}>${escape(value, here)}</${name}>`
  // Values of any type are texts with us; the element has to say so.
  if (spelled === 'any' && typeof value === 'string')
    return `<${name} xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:string">${escape(value, here)}</${name}>`
  if (spelled === 'boolean' && typeof value === 'boolean') return `<${name}>${value}</${name}>`
  if ((spelled === 'int' || spelled === 'long') && Number.isSafeInteger(value))
    return `<${name}>${String(value)}</${name}>`
  if (typeof value === 'object' && value !== null) {
    const concrete = '$type' in value && typeof value.$type === 'string' ? value.$type : null
    const fields = recordTypes[concrete ?? spelled]
    if (fields) return `<${name}${concrete ? ` xsi:type="${concrete}"` : ''}>${record(fields, value, here)}</${name}>`
  }
  throw new TypeError(`${here} is not a ${spelled}`)
}

function reference(value: unknown, where: string): { type: string; value: string } {
  if (typeof value === 'object' && value !== null && 'type' in value && 'value' in value) {
    if (typeof value.type === 'string' && typeof value.value === 'string')
      return { type: value.type, value: value.value }
  }
  throw new TypeError(`${where} is not a reference`)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

function escape(text: string, where: string): string {
  if (notXml.test(text)) {
    throw new ZerfauxError('invalid_input', `${where} holds a character that cannot be sent to a vCenter`)
  }
  return text.replace(/[&<>"\r]/g, (character) => entities[character] ?? '')
}

/** XML 1.0 has no way to write these, not even escaped. */
const notXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
