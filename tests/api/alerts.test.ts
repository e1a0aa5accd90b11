import { createHmac } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forgetAlerts } from '../../lib/db/alerts.ts'
import { startMailServer, startWebhookReceiver, subjectOf } from '../../lib/drivers/alerts/testing/receivers.ts'
import { deliverAlerts } from '../../lib/workflows/alerts/deliver-alerts.ts'
import { judgeAlerts } from '../../lib/workflows/alerts/judge-alerts.ts'
import { smtpSettings } from './alert-settings.ts'
import { call, database as db, tokenOf } from './call.ts'
import { makeSmallGroup, type SmallGroup } from './small-group.ts'
import { withWorker } from './worker.ts'

let token = ''
let group: SmallGroup
let mail: Awaited<ReturnType<typeof startMailServer>>
let hook: Awaited<ReturnType<typeof startWebhookReceiver>>
let signingSecret = ''
const start = Date.now()
/** The clock of judge and deliverer. The group's objective is an hour. */
let minutes = 0
const now = () => new Date(start + minutes * 60_000)
const log = pino({ level: 'silent' })

withWorker()

beforeAll(async () => {
  token = await tokenOf('admin')
  group = await makeSmallGroup(token, 'ledger')
  expect(await group.run()).toMatchObject({ status: 'succeeded' })
  ;[mail, hook] = await Promise.all([startMailServer(), startWebhookReceiver()])
  const channels = [
    { name: 'Mail', settings: smtpSettings(mail.port) },
    { name: 'Hook', settings: { kind: 'webhook', url: hook.url }, minimum_severity: 'critical' },
  ]
  for (const body of channels) {
    const made = await call('POST', '/alert-channels', { token, body })
    expect(made.status).toBe(201)
    signingSecret = made.body['signing_secret'] ?? signingSecret
  }
})

afterAll(async () => {
  await Promise.all([mail.stop(), hook.stop()])
})

/** Each test begins with a recovery point of this moment, and nothing told. */
beforeEach(async () => {
  await db.execute(sql`delete from zerfaux.alerts`)
  minutes = 0
  await isCurrent()
  mail.mails.length = 0
  hook.posts.length = 0
  hook.receiver.answer = { status: 204, headers: {} }
})

const isCurrent = () =>
  db.execute(sql`update zerfaux.recovery_points set current_until = ${now().toISOString()}::timestamptz`)
const judge = () => judgeAlerts(db, now(), new Map())
const deliver = () => deliverAlerts({ db, log }, now, new AbortController().signal)
const at = async (minute: number) => {
  minutes = minute
  await judge()
  await deliver()
}
const alerts = async (query = ''): Promise<Record<string, string>[]> =>
  (await call('GET', `/alerts?limit=500${query}`, { token })).body.items
const subjects = () => mail.mails.map(({ text }) => subjectOf(text))

describe('an RPO that is missed', () => {
  test('is told once however often it is judged, gets worse once, and ends with a recovery notice', async () => {
    await at(40)
    expect(await alerts()).toEqual([])
    for (let minute = 50; minute < 60; minute++) await at(minute)
    expect(subjects()).toEqual(['[Zerfaux] RPO at risk: ledger – 50 min, objective 1 h'])
    expect(hook.posts).toEqual([])
    expect(await alerts('&open=true')).toMatchObject([{ kind: 'rpo_at_risk', severity: 'warning', occurrences: 10 }])

    for (let minute = 61; minute < 70; minute++) await at(minute)
    expect(subjects()[1]).toBe('[Zerfaux] Worse: RPO missed: ledger – 1 h 1 min, objective 1 h')
    expect(hook.posts.map(({ body }) => JSON.parse(body).event)).toEqual(['escalated'])

    minutes = 70
    await isCurrent()
    await at(71)
    expect(await alerts('&open=true')).toHaveLength(1)
    await at(75)
    expect(subjects()[2]).toBe('[Zerfaux] Over: RPO missed: ledger – 1 h 9 min, objective 1 h')
    expect(hook.posts.map(({ body }) => JSON.parse(body).event)).toEqual(['escalated', 'resolved'])
    expect(await alerts('&open=true')).toEqual([])
    expect(await alerts('&open=false&kind=rpo_missed')).toMatchObject([{ resolved_at: now().toISOString() }])
    await at(76)
    expect([mail.mails.length, hook.posts.length]).toEqual([3, 2])
  })

  test('a webhook is signed with the secret that was shown once', async () => {
    await at(61)
    const { headers = {}, body = '' } = hook.posts[0] ?? {}
    const { 'zerfaux-timestamp': timestamp, 'zerfaux-signature': signature } = headers
    expect(signature).toBe(`v1=${createHmac('sha256', signingSecret).update(`${timestamp}.${body}`).digest('hex')}`)
    expect(JSON.parse(body)).toMatchObject({ alert: { kind: 'rpo_missed', group_id: group.id, subject: 'ledger' } })
  })

  test('two judges and four deliverers at once: one alert, one mail', async () => {
    minutes = 61
    await Promise.all([judge(), judge(), judge()])
    await Promise.all([deliver(), deliver(), deliver(), deliver()])
    expect(await alerts()).toMatchObject([{ occurrences: 3 }])
    expect([mail.mails.length, hook.posts.length]).toEqual([1, 1])
  })

  test('acknowledged, it is not silent about getting worse', async () => {
    await at(50)
    const [alert] = await alerts()
    const path = `/alerts/${alert?.['id']}`
    const viewer = await tokenOf('viewer')
    expect((await call('POST', `${path}/acknowledge`, { token: viewer })).status).toBe(403)
    const answer = await call('POST', `${path}/acknowledge`, { token: await tokenOf('operator') })
    expect(answer).toMatchObject({
      status: 200,
      body: { acknowledged_by: 'test operator', can: { acknowledge: { ok: false } } },
    })
    expect(await alerts('&open=true&acknowledged=false')).toEqual([])
    await at(61)
    expect(await alerts('&acknowledged=false')).toMatchObject([{ severity: 'critical', acknowledged_by: null }])
    minutes = 62
    await isCurrent()
    await at(70)
    expect(await call('POST', `${path}/acknowledge`, { token })).toMatchObject({ status: 409 })
    expect((await call('GET', path, { token: viewer })).body).toMatchObject({
      deliveries: [
        { channel: 'Mail', event: 'opened', sent_at: expect.any(String), next_attempt_at: null },
        { event: 'escalated' },
        { event: 'escalated' },
        { event: 'resolved' },
        { event: 'resolved' },
      ],
    })
  })
})

describe('a receiver that is away', () => {
  test('gets it once when it is back, and is asked less and less often', async () => {
    hook.receiver.answer = { status: 503, headers: {} }
    for (let minute = 61; minute < 91; minute++) await at(minute)
    const asked = hook.posts.length
    expect(asked).toBeGreaterThan(3)
    expect(asked).toBeLessThan(8)
    expect(new Set(hook.posts.map(({ headers }) => headers['zerfaux-delivery'])).size).toBe(1)
    const [channel] = (await call('GET', '/alert-channels?sort=name', { token })).body.items
    expect(channel).toMatchObject({ name: 'Hook', last_error: expect.stringContaining('status 503') })
    hook.receiver.answer = { status: 200, headers: {} }
    for (let minute = 91; minute < 130; minute++) await at(minute)
    expect(hook.posts).toHaveLength(asked + 1)
    expect((await call('GET', '/alert-channels?sort=name', { token })).body.items[0]).toMatchObject({
      last_error: null,
    })
    expect(mail.mails).toHaveLength(1)
  })

  test('is told nothing of what ended meanwhile', async () => {
    hook.receiver.answer = { status: 503, headers: {} }
    await at(61)
    await isCurrent()
    await at(68)
    hook.receiver.answer = { status: 200, headers: {} }
    for (let minute = 69; minute < 130; minute += 5) {
      await isCurrent()
      await at(minute)
    }
    expect(hook.posts).toHaveLength(1)
    expect(subjects()).toHaveLength(2)
  })

  test('is given up after a day, with the reason kept', async () => {
    hook.receiver.answer = { status: 503, headers: {} }
    await at(61)
    await at(61 + 1441)
    const [alert] = await alerts()
    const asked = hook.posts.length
    await at(61 + 1500)
    expect(hook.posts).toHaveLength(asked)
    const { body } = await call('GET', `/alerts/${alert?.['id']}`, { token })
    expect(body['deliveries']).toContainEqual(
      expect.objectContaining({
        channel: 'Hook',
        dropped_at: expect.any(String),
        error: expect.stringContaining('503'),
      }),
    )
  })

  test('a deliverer that died with it in hand loses it to another after a while', async () => {
    minutes = 61
    await judge()
    await db.execute(sql`update zerfaux.alert_deliveries set attempts = 1,
      next_attempt_at = ${new Date(now().getTime() + 120_000).toISOString()}::timestamptz`)
    await deliver()
    expect(hook.posts).toEqual([])
    minutes = 64
    await deliver()
    expect(hook.posts).toHaveLength(1)
  })

  test('an alert that ended while its notice was on the way is told to be over', async () => {
    minutes = 61
    await judge()
    const { rows: deliveries } = await db.execute<{ id: string }>(sql`select d.id from zerfaux.alert_deliveries d
      join zerfaux.alert_channels c on c.id = d.channel_id where c.name = 'Hook'`)
    await db.execute(sql`update zerfaux.alerts set resolved_at = ${now().toISOString()}::timestamptz`)
    expect(deliveries).toHaveLength(1)
    await deliver()
    expect(hook.posts.map(({ body }) => JSON.parse(body).event)).toEqual(['opened', 'resolved'])
  })
})

test('what nobody could look at is not over', async () => {
  const problem = { level: 'critical', code: 'pool_unavailable', message: 'Pool tank is FAULTED', hint: 'Look.' }
  await call('POST', `/targets/${group.target.target}/check`, { token })
  const target = sql`zerfaux.replication_targets where id = ${group.target.target}`
  const { rows } = await db.execute<{ check: object }>(sql`select last_check as check from ${target}`)
  const { check } = rows[0] ?? { check: {} }
  const set = (check_: object, error: string | null) =>
    db.execute(sql`update zerfaux.replication_targets set last_check = ${JSON.stringify(check_)}::jsonb,
      last_check_error = ${error} where id = ${group.target.target}`)
  await set({ ...check, problems: [problem] }, null)
  await at(1)
  const kinds = async () =>
    (await alerts(`&open=true&target_id=${group.target.target}`)).map(({ kind }) => kind).toSorted()
  expect(await kinds()).toEqual(['appliance_degraded'])
  await set({ ...check, problems: [problem] }, 'no answer')
  await at(10)
  await at(20)
  expect(await kinds()).toEqual(['appliance_degraded', 'appliance_unreachable'])
  await set(check, null)
  await at(30)
  await at(36)
  expect(await kinds()).toEqual([])
})

test('history is forgotten after its time, and what is open is not', async () => {
  await at(61)
  await db.execute(sql`update zerfaux.alerts set opened_at = now() - interval '9 years'`)
  await forgetAlerts(db, new Date())
  expect(await alerts()).toHaveLength(1)
  await db.execute(sql`update zerfaux.alerts set resolved_at = now() - interval '8 years'`)
  await forgetAlerts(db, new Date())
  expect(await alerts()).toEqual([])
})
