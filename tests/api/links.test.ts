import { beforeAll, expect, test } from 'vitest'
import { getLinkLimits } from '../../lib/db/replication-links.ts'
import { call, database, tokenOf } from './call.ts'

type Link = { source_name: string; dr_name: string } & Record<string, unknown>

let token = ''
const ids = new Map<string, string>()

async function addTarget(name: string) {
  const body = { name, driver: 'simulated', host: name, username: 'root', password: 'x', pool: 'tank' }
  const made = await call('POST', '/targets', { token, body })
  expect(made.status).toBe(201)
  const id: string = made.body['id'] ?? ''
  ids.set(name, id)
  return id
}

const links = async (): Promise<Link[]> => (await call('GET', '/links', { token })).body.items
const ends = (source: string, dr: string) => ({ source_target_id: ids.get(source), dr_target_id: ids.get(dr) })

beforeAll(async () => {
  token = await tokenOf('admin')
  for (const name of ['links-west', 'links-east']) await addTarget(name)
})

const night = { days: [1, 2, 3, 4, 5], from: '22:00', to: '06:00', bytes_per_second: null }

test('limits are set, read back, replaced, and one direction says nothing about the other', async () => {
  const link = { sourceTargetId: ids.get('links-west') ?? '', drTargetId: ids.get('links-east') ?? '' }
  expect(await links()).toEqual([])
  expect(await getLinkLimits(database, link)).toEqual({
    maxTransfers: 2,
    bandwidthLimit: null,
    bandwidthTimetable: null,
  })

  const limits = {
    max_transfers: 4,
    bandwidth_limit: 10_485_760,
    bandwidth_timetable: { time_zone: 'Europe/Berlin', entries: [night] },
  }
  const set = await call('PUT', '/links', { token, body: { ...ends('links-west', 'links-east'), ...limits } })
  expect(set.status).toBe(200)
  expect(set.body).toMatchObject({ source_name: 'links-west', dr_name: 'links-east', group_count: 0, ...limits })
  expect(await links()).toEqual([set.body])
  expect((await getLinkLimits(database, link)).bandwidthTimetable?.entries[0]?.bytesPerSecond).toBeNull()

  // A PUT says all of it.
  await call('PUT', '/links', { token, body: { ...ends('links-west', 'links-east'), max_transfers: 3 } })
  expect(await getLinkLimits(database, link)).toMatchObject({ maxTransfers: 3, bandwidthLimit: null })
  expect(
    (await getLinkLimits(database, { sourceTargetId: link.drTargetId, drTargetId: link.sourceTargetId })).maxTransfers,
  ).toBe(2)
})

test.each([
  [{ max_transfers: 0 }, 'max_transfers'],
  [{ bandwidth_limit: 1 }, 'bandwidth_limit'],
  [{ bandwidth_timetable: { time_zone: 'Mars/Base', entries: [] } }, 'bandwidth_timetable.time_zone'],
])('%j is refused by field', async (limits, field) => {
  const answer = await call('PUT', '/links', { token, body: { ...ends('links-west', 'links-east'), ...limits } })
  expect(answer.status).toBe(400)
  expect(Object.keys(answer.body['fields'] ?? {})).toContain(field)
})

test('an appliance that is not there, and a link with one end', async () => {
  const nobody = '99999999-9999-4999-8999-999999999999'
  const lost = { ...ends('links-west', 'links-east'), dr_target_id: nobody }
  expect((await call('PUT', '/links', { token, body: lost })).status).toBe(404)
  expect((await call('PUT', '/links', { token, body: ends('links-west', 'links-west') })).status).toBe(400)
})

test('a removed appliance takes its links along', async () => {
  const id = await addTarget('links-north')
  await call('PUT', '/links', { token, body: ends('links-north', 'links-east') })
  expect((await links()).map(({ source_name: name }) => name)).toContain('links-north')
  expect((await call('DELETE', `/targets/${id}`, { token })).status).toBe(204)
  expect((await links()).map(({ source_name: name }) => name)).not.toContain('links-north')
})
