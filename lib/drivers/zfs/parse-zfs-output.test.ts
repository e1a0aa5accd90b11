import { expect, test } from 'vitest'
import { parseFeatures, parseScrub } from './parse-pool-health.ts'
import { isResumeToken, parseResumeToken } from './parse-resume-token.ts'
import { parseEstimate, parseSendLine } from './parse-send-progress.ts'

// `zfs send -nvP -t`, OpenZFS 2.3.2.
const decoded = `resume token contents:
nvlist version: 0
	fromguid = 0xee2cbca727164f49
	object = 0x2
	offset = 0x580000
	bytes = 0x5a3da0
	toguid = 0x4ce50c68eca4b8f4
	toname = tank/zfsdrv/e@3
	embedok = 1
	compressok = 1
incremental	tank/zfsdrv/e@2	tank/zfsdrv/e@3	10149176
size	10149176
`

test('a resume token says what it goes on with, guids to the last digit', () => {
  expect(parseResumeToken(decoded)).toEqual({
    toName: 'tank/zfsdrv/e@3',
    toGuid: '5540848561335613684',
    fromGuid: '17162299706103451465',
    bytesReceived: 5914016,
    bytesRemaining: 10149176,
  })
  expect(parseResumeToken(decoded.replace(/\tfromguid.*\n/, ''))?.fromGuid).toBeNull()
  expect(parseResumeToken('resume token contents:\n')).toBeNull()
})

test.each([
  ['1-d9e83d9b1-118-789c636064000310a501c49c50', true],
  ['-', false],
  ['1-abc-1-xyz', false],
  ['1-a-1-b; id', false],
  [`1-a-1-${'f'.repeat(9000)}`, false],
])('is %s a resume token: %s', (token, expected) => expect(isResumeToken(token)).toBe(expected))

test.each([
  ['size	3066616', { is: 'estimate', bytes: 3066616 }],
  ['07:51:58	2236400	tank/zfsdrv/e@1', { is: 'progress', bytes: 2236400 }],
  ['full	tank/zfsdrv/e@1	3066616', { is: 'chatter' }],
  ['incremental	tank/zfsdrv/e#b	tank/zfsdrv/e@2	624', { is: 'chatter' }],
  ['	toname = tank/zfsdrv/e@3', { is: 'chatter' }],
  ["warning: cannot send 'tank/e@2': permission denied", { is: 'complaint' }],
])('a line of zfs send: %s', (line, expected) => expect(parseSendLine(line)).toEqual(expected))

test('an estimate is the size line, and unknown is null', () => {
  expect(parseEstimate(decoded)).toBe(10149176)
  expect(parseEstimate('full	tank/e@1	-\n')).toBeNull()
})

const json = (scan: string) =>
  `{"output_version":{"command":"zpool status","vers_major":0,"vers_minor":1},"pools":{"tank":{"name":"tank","state":"ONLINE"${scan},"error_count":0}}}`
const text = (scan: string) =>
  `  pool: tank\n state: ONLINE\n${scan}config:\n\n\tNAME        STATE     READ WRITE CKSUM\n\ttank        ONLINE       0     0     0\n`

// JSON from OpenZFS 2.3.2, text from 2.1.11.
test.each([
  ['JSON, never', json(''), { state: 'none', finishedAt: null, errors: null }],
  [
    'JSON, finished',
    json(
      ',"scan_stats":{"function":"SCRUB","state":"FINISHED","start_time":1795420975,"end_time":1795420975,"errors":0}',
    ),
    { state: 'finished', finishedAt: '2026-11-23T08:02:55.000Z', errors: 0 },
  ],
  [
    'JSON, running',
    json(',"scan_stats":{"function":"SCRUB","state":"SCANNING","end_time":0,"errors":1}'),
    { state: 'running', finishedAt: null, errors: 1 },
  ],
  ['text, never', text(''), { state: 'none', finishedAt: null, errors: null }],
  [
    'text, finished',
    text('  scan: scrub repaired 0B in 00:00:00 with 2 errors on Mon Nov 23 08:02:55 2026\n'),
    { state: 'finished', finishedAt: '2026-11-23T08:02:55.000Z', errors: 2 },
  ],
  [
    'text, running',
    text('  scan: scrub in progress since Mon Nov 23 08:02:55 2026\n'),
    { state: 'running', finishedAt: null, errors: null },
  ],
  [
    'text, cancelled',
    text('  scan: scrub canceled on Mon Nov 23 08:02:55 2026\n'),
    { state: 'cancelled', finishedAt: '2026-11-23T08:02:55.000Z', errors: null },
  ],
])('scrub: %s', (_, status, expected) => expect(parseScrub('tank', status)).toEqual(expected))

test('features are those that are on', () => {
  const lines =
    'feature@async_destroy	enabled	local\nfeature@empty_bpobj	active	local\nfeature@draid	disabled	local\n'
  expect(parseFeatures(lines)).toEqual(['async_destroy', 'empty_bpobj'])
})
