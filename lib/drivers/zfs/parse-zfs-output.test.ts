import { expect, test } from 'vitest'
import { parseFeatures } from './parse-features.ts'
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
  expect(parseEstimate(decoded)).toEqual({ bytes: 10149176, logicalBytes: null })
  expect(parseEstimate('full	tank/e@1	-\n')).toEqual({ bytes: null, logicalBytes: null })
  const both = 'incremental	1	tank/e@2	624\nsize	624\nincremental	1	tank/e@2	2000\nsize	2000\n'
  expect(parseEstimate(both)).toEqual({ bytes: 624, logicalBytes: 2000 })
})

test('features are those that are on, and those in use', () => {
  const lines =
    'feature@async_destroy	enabled	local\nfeature@empty_bpobj	active	local\nfeature@draid	disabled	local\n'
  expect(parseFeatures(lines)).toEqual({ features: ['async_destroy', 'empty_bpobj'], activeFeatures: ['empty_bpobj'] })
})
