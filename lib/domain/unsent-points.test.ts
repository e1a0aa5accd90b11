import { expect, test } from 'vitest'
import { judgePilingUp } from './piling-up.ts'
import { cursorOf, planUnsentCap, unsentPoints } from './unsent-points.ts'
import { cursorPrefix, DatasetName, recoveryPointName, SnapshotName, type Guid } from './zfs-names.ts'
import type { DatasetState } from './zfs-state.ts'

const targetId = '22222222-2222-4222-8222-222222222222'
const MIB = 1024 ** 2

/** `'1 2 |3 5h 8c x9'`: points by their txg; `|` the cursor stands on it, `h` held, `c` cloned, `x` not ours. */
function source(spec: string, more: Partial<DatasetState> = {}): DatasetState {
  const words = spec.split(' ').filter(Boolean)
  const numberOf = (word: string) => Number(/\d+/.exec(word)?.[0])
  const bookmark = (word: string, name: string) => ({
    name: SnapshotName.parse(`${cursorPrefix(targetId)}${name}`),
    guid: String(numberOf(word)) as Guid,
    createTxg: numberOf(word),
  })
  return {
    dataset: DatasetName.parse('tank/web'),
    guid: '1' as Guid,
    readonly: false,
    mounted: true,
    mountpoint: null,
    atime: false,
    encryption: null,
    origin: null,
    children: [],
    written: 0,
    used: 0,
    available: 1000 * MIB,
    receiveResumeToken: null,
    properties: {},
    snapshots: words.map((word) => ({
      name: word.includes('x')
        ? SnapshotName.parse(`manual-${numberOf(word)}`)
        : recoveryPointName(new Date(Date.UTC(2026, 0, 1, 0, numberOf(word))), numberOf(word)),
      guid: String(numberOf(word)) as Guid,
      createTxg: numberOf(word),
      creation: Date.UTC(2026, 0, 1, 0, numberOf(word)) / 1000,
      written: 10 * MIB,
      used: 0,
      referenced: 0,
      holds: word.includes('h') ? ['legal'] : [],
      clones: word.includes('c') ? ['tank/clone'] : [],
    })),
    bookmarks: words.filter((word) => word.includes('|')).map((word) => bookmark(word, '000001')),
    ...more,
  }
}

const numbers = (names: readonly string[]) => names.map((name) => Number(name.split(/[_-]/).at(-1)))
const dropped = (spec: string, cap: number) =>
  numbers(planUnsentCap(source(spec), { targetId, cap, neverSent: new Set() }).dropped).toSorted((a, b) => a - b)

test.each([
  { case: 'fewer than the cap', spec: '|1 2 3', cap: 3, gone: [] },
  { case: 'as many as the cap', spec: '|1 2 3 4', cap: 3, gone: [] },
  { case: 'what was sent does not count', spec: '1 2 3 |4 5 6', cap: 2, gone: [] },
  { case: 'one more: the one that is missed least', spec: '|1 10 11 20 30', cap: 3, gone: [10] },
  {
    case: 'many more: what stays is spread, and the newest stays',
    spec: '|1 2 3 4 5 6 7 8 9',
    cap: 2,
    gone: [2, 3, 4, 6, 7, 8],
  },
  { case: 'never what somebody holds or has cloned', spec: '|1 2h 3 4c 5', cap: 2, gone: [3] },
  { case: 'never what is not ours', spec: '|1 x2 3 4 5', cap: 2, gone: [4] },
  { case: 'without a cursor everything waits', spec: '1 2 3', cap: 2, gone: [1] },
  { case: 'never the newest, even where nothing else may go', spec: '|1 2h 3h 4', cap: 2, gone: [] },
])('the cap: $case', ({ spec, cap, gone }) => {
  expect(dropped(spec, cap)).toEqual(gone)
})

test('never what both sides are known to share', () => {
  for (let cap = 2; cap < 6; cap += 1) expect(dropped('1 2 |3 4 5 6 7 8', cap)).not.toContain(3)
})

test('a point that may have been sent leaves a bookmark, one that never was does not', () => {
  const state = source('|1 2 3 4 5')
  const four = state.snapshots[3]
  if (!four) throw new Error('no point')
  const plan = planUnsentCap(state, { targetId, cap: 2, neverSent: new Set([four.name]) })
  expect(
    plan.changes.map((change) => [change.do, 'guid' in change ? change.guid : change.do === 'bookmark' && change.name]),
  ).toEqual([
    ['bookmark', 'zfx_cursor_22222222_u000002'],
    ['destroy_snapshot', '2'],
    ['destroy_snapshot', '4'],
  ])
})

test('such a bookmark is not taken for the cursor', () => {
  const state = source('|1 2 3')
  const mark = { name: SnapshotName.parse('zfx_cursor_22222222_u000003'), guid: '3' as Guid, createTxg: 3 }
  const marked = { ...state, bookmarks: [...state.bookmarks, mark] }
  expect(cursorOf(marked, targetId)?.guid).toBe('1')
  expect(unsentPoints(marked, targetId).map(({ guid }) => guid)).toEqual(['2', '3'])
})

const now = new Date(Date.UTC(2026, 0, 3))

test('few that wait are not worth a word', () => {
  expect(judgePilingUp(source('|1 2 3'), { targetId, cap: 48, now })).toBeNull()
})

test('how many pile up, how much, and until when there is room', () => {
  expect(judgePilingUp(source('|1 2 3 4', { written: 5 * MIB }), { targetId, cap: 3, now })).toMatchObject({
    points: 3,
    capped: true,
    bytes: 35 * MIB,
    // 25 MiB in two days, and 1000 MiB are left.
    fullInDays: expect.closeTo(80, 0),
    message: expect.stringMatching(/3 recovery points .* most that is kept \(3\).* full in about (79|80) days/),
  })
  const idle = source('|1 2 3 4')
  const still = { ...idle, snapshots: idle.snapshots.map((snapshot) => ({ ...snapshot, written: 0 })) }
  expect(judgePilingUp(still, { targetId, cap: 48, now })).toMatchObject({ capped: false, fullInDays: null })
})
