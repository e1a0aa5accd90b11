import { expect, test } from 'vitest'
import { readForm } from './read-form'

function form(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  return data
}

test('names become those of the code, dots nest', () => {
  const data = form({ rpo_minutes: '15', 'retention.source.keep_last': '4', 'retention.target.keep_last': '48' })
  const numbers = ['rpo_minutes', 'retention.source.keep_last', 'retention.target.keep_last']
  expect(readForm(data, { numbers })).toEqual({
    rpoMinutes: 15,
    retention: { source: { keepLast: 4 }, target: { keepLast: 48 } },
  })
})

test('what is not a number is left for the schema to refuse', () => {
  expect(readForm(form({ port: 'ssh' }), { numbers: ['port'] })).toEqual({ port: 'ssh' })
})

test('empty is kept, null or left out, as the field says', () => {
  const data = form({ name: '', nfs_address: '', password: '' })
  expect(readForm(data, { nullable: ['nfs_address'], optional: ['password'] })).toEqual({ name: '', nfsAddress: null })
})

test('a field of JSON is read as such, and what is none is left for the schema to refuse', () => {
  const json = ['maintenance', 'other']
  const data = form({ maintenance: '{"time_zone":"UTC","windows":[{"days":[1]}]}', other: '{' })
  expect(readForm(data, { json })).toEqual({ maintenance: { timeZone: 'UTC', windows: [{ days: [1] }] }, other: '{' })
  expect(readForm(form({ maintenance: '' }), { json, nullable: json })).toEqual({ maintenance: null })
})

test("the framework's own fields are not the form's", () => {
  expect(readForm(form({ $ACTION_ID: 'x', name: 'a' }))).toEqual({ name: 'a' })
})
