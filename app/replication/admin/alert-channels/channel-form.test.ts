import { expect, test } from 'vitest'
import { aboutFields, readChannelForm } from './channel-form'

test('recipients are one per line, and what is empty is null or left out', () => {
  const data = new FormData()
  const fields = {
    name: 'Mail',
    enabled: 'true',
    password: '',
    'settings.kind': 'smtp',
    'settings.host': 'mail.example.com',
    'settings.port': '587',
    'settings.username': '',
    'settings.ca_pem': ' ',
    'settings.to': 'a@example.com\n b@example.com,\n',
  }
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  expect(readChannelForm(data)).toEqual({
    name: 'Mail',
    enabled: true,
    settings: {
      kind: 'smtp',
      host: 'mail.example.com',
      port: 587,
      username: null,
      caPem: null,
      to: ['a@example.com', 'b@example.com'],
    },
  })
})

test('what is wrong with a recipient is said of the field', () => {
  const base = { type: 't', title: 't', status: 400, detail: 'd', code: 'invalid_input' } as const
  expect(aboutFields({ ...base, fields: { 'settings.to.1': ['no'], name: ['x'] } }).fields).toEqual({
    'settings.to': ['no'],
    name: ['x'],
  })
  expect(aboutFields(base)).toEqual(base)
})
