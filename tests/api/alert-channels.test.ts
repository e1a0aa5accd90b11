import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMailServer, startWebhookReceiver } from '../../lib/drivers/alerts/testing/receivers.ts'
import { smtpSettings } from './alert-settings.ts'
import { call, tokenOf } from './call.ts'

const PASSWORD = 'pass-3f9c1d-word'
let token = ''
let mail: Awaited<ReturnType<typeof startMailServer>>
let hook: Awaited<ReturnType<typeof startWebhookReceiver>>

beforeAll(async () => {
  token = await tokenOf('admin')
  ;[mail, hook] = await Promise.all([
    startMailServer({ password: PASSWORD, allowInsecureAuth: true }),
    startWebhookReceiver(),
  ])
})
afterAll(async () => {
  await Promise.all([mail.stop(), hook.stop()])
})

const make = (body: unknown) => call('POST', '/alert-channels', { token, body })
const change = (id: string | undefined, body: unknown) => call('PATCH', `/alert-channels/${id}`, { token, body })
const tryOut = (id: string | undefined) => call('POST', `/alert-channels/${id}/test`, { token })
const signIn = () => ({ ...smtpSettings(mail.port), username: 'zerfaux' })

describe('a mail server', () => {
  test('is added, tried out, and never shows its password', async () => {
    const made = await make({ name: 'Mail', settings: signIn(), password: PASSWORD })
    expect(made).toMatchObject({
      status: 201,
      body: { kind: 'smtp', has_secret: true, minimum_severity: 'warning', signing_secret: null, last_sent_at: null },
    })
    expect(await tryOut(made.body['id'])).toMatchObject({ status: 200, body: { incomplete: null } })
    expect(mail.mails).toHaveLength(1)
    expect(mail.mails[0]?.text).toContain('Subject: [Zerfaux] Test: this channel works')
    const one = await call('GET', `/alert-channels/${made.body['id']}`, { token })
    expect(one.body).toMatchObject({ last_sent_at: expect.any(String), last_error: null })
    for (const { text } of [made, one])
      for (const secret of [PASSWORD, 'sealed', 'v1.']) expect(text).not.toContain(secret)
  })

  test('a test that fails says why, and the channel keeps it', async () => {
    const wrong = await make({ name: 'Wrong', settings: signIn(), password: `${PASSWORD}x` })
    const answer = await tryOut(wrong.body['id'])
    expect(answer).toMatchObject({ status: 502, body: { code: 'sign_in_refused', hint: expect.any(String) } })
    const kept = await call('GET', `/alert-channels/${wrong.body['id']}`, { token })
    expect(kept.body['last_error']).toContain('refused the sign-in')
    for (const { text } of [answer, kept]) expect(text).not.toContain(PASSWORD)
    expect(await change(wrong.body['id'], { password: PASSWORD })).toMatchObject({
      status: 200,
      body: { last_error: null },
    })
    expect((await tryOut(wrong.body['id'])).status).toBe(200)
  })

  test('nobody there is a 503', async () => {
    const { port, stop } = await startMailServer()
    await stop()
    const dead = await make({ name: 'Dead', settings: smtpSettings(port) })
    expect(await tryOut(dead.body['id'])).toMatchObject({ status: 503, body: { code: 'unreachable' } })
  })

  test.each([
    [
      'a password in clear',
      { settings: { ...smtpSettings(25), host: 'mail.example.com', username: 'u' }, password: 'p' },
      'settings.security',
    ],
    ['a user without a password', { settings: { ...smtpSettings(25), username: 'u' } }, 'password'],
    ['a password without a user', { settings: smtpSettings(25), password: 'p' }, 'password'],
    ['no recipient', { settings: { ...smtpSettings(25), to: [] } }, 'settings.to'],
    [
      'a recipient with a header in it',
      { settings: { ...smtpSettings(25), to: ['a@b.c\r\nBcc: d@e.f'] } },
      'settings.to.0',
    ],
    ['an authority that is none', { settings: { ...smtpSettings(25), ca_pem: 'x' } }, 'settings.ca_pem'],
    ['a password for a webhook', { settings: { kind: 'webhook', url: 'https://a.b/' }, password: 'p' }, 'password'],
    ['a sign-in within an address', { settings: { kind: 'webhook', url: 'https://u:p@a.b/' } }, 'settings.url'],
    ['an address of another kind', { settings: { kind: 'webhook', url: 'file:///etc/passwd' } }, 'settings.url'],
  ])('%s is refused', async (_, body, field) => {
    const answer = await make({ name: 'no', ...body })
    expect(answer.status).toBe(400)
    expect(Object.keys(answer.body['fields'] ?? {})).toContain(field)
  })

  test('a stored password goes to no other server, and not in clear', async () => {
    const made = await make({ name: 'Kept', settings: { ...signIn(), security: 'starttls' }, password: PASSWORD })
    const id = made.body['id']
    for (const changes of [{ host: '127.0.0.2' }, { port: 26 }, { username: 'other' }, { security: 'none' }]) {
      const answer = await change(id, { settings: { ...signIn(), security: 'starttls', ...changes } })
      expect(answer).toMatchObject({ status: 400, body: { fields: { password: [expect.any(String)] } } })
    }
    expect((await change(id, { settings: { ...signIn(), security: 'tls', to: ['new@example.com'] } })).status).toBe(200)
    const open = await change(id, { settings: smtpSettings(mail.port) })
    expect(open).toMatchObject({ status: 200, body: { has_secret: false } })
  })
})

describe('a webhook', () => {
  test('shows its signing secret when that is made, and not again', async () => {
    const made = await make({ name: 'Hook', settings: { kind: 'webhook', url: hook.url } })
    const { id, signing_secret: first } = made.body
    expect(first).toMatch(/^zfxwh_[\w-]{43}$/)
    expect((await call('GET', `/alert-channels/${id}`, { token })).text).not.toContain('zfxwh_')
    expect((await tryOut(id)).status).toBe(200)
    expect(JSON.parse(hook.posts.at(-1)?.body ?? '')).toMatchObject({ event: 'test', alert: null })
    const renewed = await change(id, { new_signing_secret: true })
    expect(renewed.body['signing_secret']).toMatch(/^zfxwh_/)
    expect(renewed.body['signing_secret']).not.toBe(first)
    expect(await change(id, { name: 'Hook 2' })).toMatchObject({ body: { name: 'Hook 2', signing_secret: null } })
  })

  test('is not turned into a mail server, and a redirect is an error', async () => {
    const made = await make({ name: 'Moved', settings: { kind: 'webhook', url: hook.url } })
    expect(await change(made.body['id'], { settings: smtpSettings(25) })).toMatchObject({ status: 400 })
    hook.receiver.answer = { status: 307, headers: { location: 'http://127.0.0.1:1/' } }
    const answer = await tryOut(made.body['id'])
    expect(answer).toMatchObject({ status: 502, body: { detail: expect.stringContaining('redirect') } })
    expect(answer.text).not.toContain('s3cret-path')
  })
})

test('names are unique, deletion is final, and every deed is in the audit log', async () => {
  const made = await make({ name: 'Once', settings: smtpSettings(25) })
  expect(await make({ name: 'once', settings: smtpSettings(25) })).toMatchObject({ status: 409 })
  expect((await call('DELETE', `/alert-channels/${made.body['id']}`, { token })).status).toBe(204)
  expect((await call('GET', `/alert-channels/${made.body['id']}`, { token })).status).toBe(404)
  const { body, text } = await call('GET', '/audit-events?limit=500', { token })
  const actions = new Set(body.items.map(({ action }) => action))
  for (const action of ['create_alert_channel', 'update_alert_channel', 'test_alert_channel', 'delete_alert_channel'])
    expect(actions).toContain(action)
  for (const secret of [PASSWORD, 'zfxwh_', 's3cret-path']) expect(text).not.toContain(secret)
})
