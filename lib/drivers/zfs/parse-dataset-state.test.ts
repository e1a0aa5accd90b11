import { expect, test } from 'vitest'
import { DatasetName } from '../../domain/zfs-names.ts'
import { parseSightings } from './parse-dataset-state.ts'

const dataset = DatasetName.parse('tank/zfsdrv/e')
const sibling = DatasetName.parse('tank/zfsdrv/f')

// From OpenZFS 2.3.2, shortened to a few of its 80 properties.
const properties = [
  'type	filesystem	-',
  'used	3121152	-',
  'available	1875128320	-',
  'mounted	yes	-',
  'mountpoint	/tank/zfsdrv/e	inherited from tank',
  'compression	lz4	inherited from tank',
  'atime	on	default',
  'readonly	off	default',
  'guid	8703557445823300765	-',
  'written	98304	-',
  'encryption	off	default',
  'zfx:role	primary	local',
  'zfx:note	a	tab	local',
  'zfx:inherited	x	inherited from tank',
  'com.sun:auto-snapshot	true	local',
]
const own = properties.map((line) => `${dataset}	${line}`)
const itself = `${dataset}	8703557445823300765	12	1795420260	98304	3121152	3121152	-	-`
const list = [
  itself,
  'tank/zfsdrv/e/child	7	152	1795420272	0	0	0	-	-',
  'tank/zfsdrv/e@2	17162299706103451465	150	1795420271	0	0	3121152	0	tank/a,tank/b',
  'tank/zfsdrv/e@1	16856410697647794641	143	1795420269	3121152	0	3121152	2	-',
  'tank/zfsdrv/e@by hand	5	151	1795420272	0	0	0	0	-',
  'tank/zfsdrv/e/child@1	6	152	1795420272	0	0	0	0	-',
  'tank/zfsdrv/e2@1	6	152	1795420272	0	0	0	0	-',
  'tank/zfsdrv/e#b	16856410697647794641	143	1795420269	-	-	3121152	-	-',
]
const holds = ['tank/zfsdrv/e@1	zfx:a:1	Mon Nov 23 07:51 2026', 'tank/zfsdrv/e@1	keep me	Mon Nov 23 07:52 2026']

const print = (...parts: string[][]) => parts.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\u001e\n')
const one = (stdout: string, stderr = '') => parseSightings([dataset], stdout, stderr).get(dataset)
const absent = (name: string) => `cannot open '${name}': dataset does not exist`

test('a dataset is read with all that planning needs', () => {
  expect(one(print(own, list, holds, []))).toEqual({
    is: 'there',
    state: {
      dataset,
      guid: '8703557445823300765',
      readonly: false,
      mounted: true,
      origin: null,
      mountpoint: '/tank/zfsdrv/e',
      atime: true,
      encryption: null,
      children: ['tank/zfsdrv/e/child'],
      written: 98304,
      used: 3121152,
      available: 1875128320,
      receiveResumeToken: null,
      properties: { 'zfx:role': 'primary', 'zfx:note': 'a\ttab' },
      snapshots: [
        {
          name: '1',
          guid: '16856410697647794641',
          createTxg: 143,
          creation: 1795420269,
          written: 3121152,
          used: 0,
          referenced: 3121152,
          holds: ['zfx:a:1', 'keep me'],
          clones: [],
        },
        {
          name: '2',
          guid: '17162299706103451465',
          createTxg: 150,
          creation: 1795420271,
          written: 0,
          used: 0,
          referenced: 3121152,
          holds: [],
          clones: ['tank/a', 'tank/b'],
        },
      ],
      bookmarks: [{ name: 'b', guid: '16856410697647794641', createTxg: 143 }],
    },
  })
})

test('a resume token is seen, and a property with a line break cannot play another', () => {
  const lines = [
    ...own,
    `${dataset}	receive_resume_token	1-fc85-118-789c	-`,
    `${dataset}	zfx:evil	x\n${dataset}	readonly	on	local`,
  ]
  expect(one(print(lines, [itself], [], []))).toMatchObject({
    is: 'there',
    state: { receiveResumeToken: '1-fc85-118-789c', readonly: false, snapshots: [], bookmarks: [] },
  })
})

test.each([
  { where: 'before its own block', at: 0 },
  { where: 'after its own block', at: 1 },
])('a property with a line break cannot play one of another dataset, $where', ({ at }) => {
  const evil = [
    ...properties.map((line) => `tank/zfsdrv/e0	${line}`),
    `tank/zfsdrv/e0	zfx:evil	x\n${dataset}	zfx:role	replica	local`,
  ]
  const other = DatasetName.parse('tank/zfsdrv/e0')
  const blocks = at === 0 ? [...evil, ...own] : [...own, ...evil]
  const seen = parseSightings([dataset, other], print(blocks, list, holds, []), '')
  expect(seen.get(dataset)).toEqual({ is: 'torn' })
})

test('two datasets of one listing are told apart', () => {
  const two = properties.map((line) => `${sibling}	${line}`)
  const rows = [...list, itself.replace(dataset, sibling), 'tank/zfsdrv/f@x	9	160	1795420272	0	0	0	0	-']
  const seen = parseSightings([dataset, sibling], print([...own, ...two], rows, holds, []), '')
  expect(
    [...seen.values()].map((found) => found.is === 'there' && found.state.snapshots.map(({ name }) => name)),
  ).toEqual([['1', '2'], ['x']])
})

test('an absent dataset, a missing pool and an error are three things', () => {
  expect(one(print([], [], [], ['tank']), absent(dataset))).toEqual({ is: 'absent' })
  expect(one(print([], [], [], []), absent(dataset))).toEqual({ is: 'pool_missing' })
  expect(one(print([], [], [], ['tank']), `cannot open '${dataset}': I/O error`)).toMatchObject({ is: 'refused' })
  expect(one(print([], [], [], ['tank']), absent(`${dataset}/child`))).toMatchObject({ is: 'refused' })
})

test.each([
  { case: 'it is gone from the second part', rows: list.slice(1), tags: holds },
  { case: 'it was made anew in between', rows: [itself.replace('870355', '870356'), ...list.slice(1)], tags: holds },
  { case: 'a snapshot that had holds shows none', rows: list, tags: [] },
])('parts that do not belong together are not believed: $case', ({ rows, tags }) => {
  expect(one(print(own, rows, tags, []))).toEqual({ is: 'torn' })
})

test('encryption is read with its root and its key', () => {
  const lines = own.map((line) => line.replace('encryption	off	default', 'encryption	aes-256-gcm	-'))
  const key = [`${dataset}	encryptionroot	tank/zfsdrv	-`, `${dataset}	keystatus	unavailable	-`]
  expect(one(print([...lines, ...key], [itself], [], []))).toMatchObject({
    state: { encryption: { cipher: 'aes-256-gcm', root: 'tank/zfsdrv', keyAvailable: false } },
  })
})

test('an answer that was cut short is refused, not half believed', () => {
  expect(() => one(print(own, list, holds))).toThrow(/could not be read/)
  expect(() => one(print([`${dataset}	type	filesystem	-`], [itself], [], []))).toThrow(/no property/)
})
