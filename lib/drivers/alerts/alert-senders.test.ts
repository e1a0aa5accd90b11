import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { AlertChannelSettings } from '../../domain/alert-channel.ts'
import type { AlertNotice } from '../../domain/alert-notice.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { otherAuthority, testAuthority, testServer } from '../vsphere/testing/test-certificates.ts'
import { openAlertSender } from './open-alert-sender.ts'
import { portOf, startMailServer, startWebhookReceiver } from './testing/receivers.ts'

const PASSWORD = 'pass-3f9c1d-word'
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})

const notice: AlertNotice = {
  deliveryId: 'b1b1b1b1-0000-4000-8000-000000000000',
  event: 'opened',
  alert: {
    id: 'a1a1a1a1-0000-4000-8000-000000000000',
    kind: 'job_needs_operator',
    severity: 'critical',
    subject: 'Databases\r\nBcc: everybody@example.com',
    message: 'the site said <script>\r\n.\r\nMAIL FROM:<x@y.z>',
    hint: 'Look & see.',
    facts: null,
    openedAt: '2026-03-02T12:00:00.000Z',
    lastSeenAt: '2026-03-02T12:00:00.000Z',
    resolvedAt: null,
    occurrences: 1,
    groupId: null,
    targetId: null,
    jobId: null,
    recoveryPointId: null,
  },
  link: 'https://zerfaux.example/replication/alerts/a1',
}

async function mailServer(options: Parameters<typeof startMailServer>[0] = {}) {
  const server = await startMailServer(options)
  stops.push(server.stop)
  return server
}

const smtp = (port: number, more: object = {}, password: string | null = null) =>
  openAlertSender(
    AlertChannelSettings.parse({
      kind: 'smtp',
      host: '127.0.0.1',
      port,
      security: 'none',
      username: password === null ? null : 'zerfaux',
      from: 'zerfaux@example.com',
      to: ['ops@example.com'],
      ...more,
    }),
    password,
  )

async function refusal(sending: Promise<unknown>): Promise<ZerfauxError> {
  const error = await sending.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof ZerfauxError)) throw error
  return error
}

describe('mail', () => {
  test('arrives as text and HTML, and what a site said starts no header, line or tag', async () => {
    const { port, mails } = await mailServer()
    expect(await smtp(port).send(notice)).toEqual({ incomplete: null })
    const [{ text = '', to = [] } = {}] = mails
    expect(to).toEqual(['ops@example.com'])
    const [head = ''] = text.split('\r\n\r\n')
    expect(head).toMatch(/^Message-ID: <a1a1a1a1-0000-4000-8000-000000000000\.opened@example\.com>/m)
    expect(head).toMatch(/^Auto-Submitted: auto-generated/m)
    expect(head).not.toMatch(/^Bcc:/im)
    expect(text).not.toMatch(/^MAIL FROM/m)
    const html = text.slice(text.indexOf('text/html'))
    expect(html).toContain('&lt;script&gt;')
    expect(html).not.toContain('<script>')
    expect(text).toContain('https://zerfaux.example/replication/alerts/a1')
  })

  test('the recovery stands in the thread of the alert', async () => {
    const { port, mails } = await mailServer()
    await smtp(port).send({ ...notice, event: 'resolved' })
    expect(mails[0]?.text).toMatch(/^References: <a1a1a1a1-0000-4000-8000-000000000000\.opened@example\.com>/m)
  })

  test('a user signs in; a wrong password is told without it, even where the server repeats it', async () => {
    const { port, sessions } = await mailServer({ password: PASSWORD, allowInsecureAuth: true })
    await smtp(port, {}, PASSWORD).send(notice)
    expect(sessions).toEqual([{ secure: false, user: 'zerfaux' }])
    const wrong = await refusal(smtp(port, {}, `${PASSWORD}x`).send(notice))
    expect(wrong).toMatchObject({ code: 'sign_in_refused', hint: expect.any(String) })
    expect(wrong.message).toContain('no: …')
    for (const form of [PASSWORD, Buffer.from(`${PASSWORD}x`).toString('base64')])
      expect(wrong.message).not.toContain(form)
  })

  test.each(['tls', 'starttls'] as const)('%s, with the authority that was given and no other', async (security) => {
    const { port, mails, sessions } = await mailServer({ ...testServer, secure: security === 'tls' })
    await smtp(port, { security, caPem: testAuthority }).send(notice)
    expect(sessions).toMatchObject([{ secure: true }])
    for (const caPem of [null, otherAuthority]) {
      expect((await refusal(smtp(port, { security, caPem }).send(notice))).code).toBe('identity_changed')
    }
    expect(mails).toHaveLength(1)
  })

  test('STARTTLS that is not offered is a refusal, not a reason to go on in clear', async () => {
    const { port, mails } = await mailServer({
      password: PASSWORD,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
    })
    await refusal(smtp(port, { security: 'starttls' }, PASSWORD).send(notice))
    expect(mails).toEqual([])
  })

  test('a recipient that is refused is named; when all are, nothing was sent', async () => {
    const { port } = await mailServer({ refuse: ['gone@example.com'] })
    expect(await smtp(port, { to: ['ops@example.com', 'gone@example.com'] }).send(notice)).toEqual({
      incomplete: 'The mail server did not take it for gone@example.com',
    })
    expect((await refusal(smtp(port, { to: ['gone@example.com'] }).send(notice))).code).toBe('remote_rejected')
  })

  test('nobody there', async () => {
    const { port, stop } = await startMailServer()
    await stop()
    const error = await refusal(smtp(port).send(notice))
    expect(error.code).toBe('unreachable')
    expect(error.message).toContain(`127.0.0.1:${port}`)
  })
})

describe('webhook', () => {
  const SECRET = 'zfxwh_secret'
  const webhook = (url: string, caPem: string | null = null) => openAlertSender({ kind: 'webhook', url, caPem }, SECRET)
  async function receiver() {
    const started = await startWebhookReceiver()
    stops.push(started.stop)
    return started
  }

  test('is JSON that its receiver can check', async () => {
    const { url, posts } = await receiver()
    await webhook(url).send(notice)
    const { headers, body } = posts[0] ?? { headers: {} as IncomingHttpHeaders, body: '' }
    const timestamp = String(headers['zerfaux-timestamp'])
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60)
    const expected = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex')
    expect(headers['zerfaux-signature']).toBe(`v1=${expected}`)
    expect(headers['zerfaux-delivery']).toBe(notice.deliveryId)
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(body)).toMatchObject({
      event: 'opened',
      alert: { kind: 'job_needs_operator', hint: 'Look & see.' },
    })
  })

  test.each([
    [302, /redirect/],
    [500, /status 500/],
    [404, /status 404/],
  ])('an answer of %i is no success, and no part of the path is told', async (status, words) => {
    const { url, posts, receiver: hook } = await receiver()
    hook.answer = { status, headers: { location: url } }
    const error = await refusal(webhook(url).send(notice))
    expect(error.message).toMatch(words)
    expect(`${error.message} ${error.hint}`).not.toContain('s3cret-path')
    expect(posts).toHaveLength(1)
  })

  test('nobody there, and somebody who is no web server', async () => {
    const { url, stop } = await startWebhookReceiver()
    await stop()
    const gone = await refusal(webhook(url).send(notice))
    expect(gone).toMatchObject({ code: 'unreachable' })
    expect(gone.message).toContain('ECONNREFUSED')
    expect(gone.message).not.toContain('s3cret-path')

    const rude = createServer((socket) => void socket.resume().end('hello\r\n'))
    await new Promise<void>((done) => rude.listen(0, '127.0.0.1', done))
    stops.push(() => new Promise((done) => rude.close(() => done())))
    expect((await refusal(webhook(`http://127.0.0.1:${portOf(rude.address())}/`).send(notice))).code).toBe(
      'unreachable',
    )
  })
})
