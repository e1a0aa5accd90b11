import { beforeAll, expect, test } from 'vitest'
import { db } from '../../lib/db/client.ts'
import { listSpans, saveSpans } from '../../lib/db/rpo-history.ts'
import type { RpoSpan } from '../../lib/domain/rpo-history.ts'
import { compactHistory, recordRpo } from '../../lib/workflows/duties/check-rpo.ts'
import { call, tokenOf } from './call.ts'
import { makeSmallGroup, type SmallGroup } from './small-group.ts'
import { withWorker } from './worker.ts'

withWorker()

let token = ''
let group: SmallGroup
let groupId = ''

beforeAll(async () => {
  token = await tokenOf('admin')
  group = await makeSmallGroup(token, 'history')
  groupId = group.id
})

const history = (query = '') => call('GET', `/protection-groups/${groupId}/rpo-history${query}`, { token })

test('before the first run it is judged all the same, and nothing is made up', async () => {
  expect((await history()).body.spans).toEqual([])
  await recordRpo(db)
  await recordRpo(db)
  const { body } = await history(`?at=${new Date().toISOString()}`)
  expect(body.spans).toMatchObject([{ status: 'never_replicated', worst_age_seconds: null }])
})

test('a run changes the judgement, and the moment before is still answered as it was', async () => {
  const before = new Date().toISOString()
  await recordRpo(db)
  await group.run()
  await recordRpo(db)
  await recordRpo(db)
  expect((await history()).body.spans).toMatchObject([{ status: 'never_replicated' }, { status: 'meeting' }])
  expect((await history(`?at=${before}`)).body.at).toMatchObject({ status: 'never_replicated', precision: 'exact' })
})

test('two that judge at the same time leave one history', async () => {
  await Promise.all([recordRpo(db), recordRpo(db), recordRpo(db)])
  const spans = await listSpans(db, groupId, new Date(0), new Date())
  expect(spans.length).toBeLessThan(4)
})

test('an old week is merged by the hour, keeps its worst, and the answer says how exact it is', async () => {
  const start = Date.UTC(2026, 0, 5)
  const minute = (number: number) => new Date(start + number * 60_000)
  const rows: (RpoSpan & { groupId: string })[] = Array.from({ length: 7 * 24 * 12 }, (_, index) => ({
    groupId,
    fromAt: minute(index * 5),
    toAt: minute(index * 5 + 5),
    status: index === 100 ? 'missed' : 'meeting',
    currentUntil: minute(index * 5),
    objectiveSeconds: 600,
    worstAgeSeconds: index === 100 ? 700 : 300,
  }))
  for (let at = 0; at < rows.length; at += 500) await saveSpans(db, rows.slice(at, at + 500))
  await compactHistory(db, minute(7 * 24 * 60), new AbortController().signal)
  expect(await listSpans(db, groupId, minute(0), minute(7 * 24 * 60))).toHaveLength(7 * 24)
  const answer = await history(
    `?from=${minute(0).toISOString()}&to=${minute(1439).toISOString()}&at=${minute(490).toISOString()}`,
  )
  expect(answer.body.at).toMatchObject({ status: 'missed', age_seconds: 700, precision: 'hour' })
  expect(answer.body.spans).toHaveLength(24)
})

test.each([
  ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 400],
  ['?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 400],
  ['?at=yesterday', 400],
  ['?nonsense=1', 400],
])('%s is refused', async (query, status) => expect((await history(query)).status).toBe(status))
