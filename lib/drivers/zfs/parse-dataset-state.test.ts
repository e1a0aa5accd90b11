import { expect, test } from 'vitest'
import { DatasetName } from '../../domain/zfs-names.ts'
import { parseDatasetState } from './parse-dataset-state.ts'

const dataset = DatasetName.parse('tank/zfsdrv/e')

// From OpenZFS 2.3.2, shortened to a few of its 80 properties.
const own = [
  'type	filesystem	-',
  'used	3121152	-',
  'available	1875128320	-',
  'mounted	yes	-',
  'compression	lz4	inherited from tank',
  'readonly	off	default',
  'guid	8703557445823300765	-',
  'written	98304	-',
  'zfx:role	primary	local',
  'zfx:note	a	tab	local',
  'zfx:inherited	x	inherited from tank',
  'com.sun:auto-snapshot	true	local',
]
const list = [
  'tank/zfsdrv/e@2	17162299706103451465	150	1795420271	0	0	3121152	0	tank/a,tank/b',
  'tank/zfsdrv/e@1	16856410697647794641	143	1795420269	3121152	0	3121152	2	-',
  'tank/zfsdrv/e@by hand	5	151	1795420272	0	0	0	0	-',
  'tank/zfsdrv/e/child@1	6	152	1795420272	0	0	0	0	-',
  'tank/zfsdrv/e#b	16856410697647794641	143	1795420269	-	-	3121152	-	-',
]
const holds = ['tank/zfsdrv/e@1	zfx:a:1	Mon Nov 23 07:51 2026', 'tank/zfsdrv/e@1	keep me	Mon Nov 23 07:52 2026']

const print = (...parts: string[][]) => parts.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\u001e\n')

test('a dataset is read with all that planning needs', () => {
  expect(parseDatasetState(dataset, print(own, list, holds))).toEqual({
    dataset,
    guid: '8703557445823300765',
    readonly: false,
    mounted: true,
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
  })
})

test('a resume token is seen, and a property with a line break cannot play another', () => {
  const lines = [...own, 'receive_resume_token	1-fc85-118-789c	-', 'zfx:evil	x\nreadonly	on	local']
  const state = parseDatasetState(dataset, print(lines, [], []))
  expect(state).toMatchObject({ receiveResumeToken: '1-fc85-118-789c', readonly: false, snapshots: [], bookmarks: [] })
})

test('an answer that was cut short is refused, not half believed', () => {
  expect(() => parseDatasetState(dataset, print(own, list))).toThrow(/could not be read/)
  expect(() => parseDatasetState(dataset, print([], [], []))).toThrow(/no property/)
})
