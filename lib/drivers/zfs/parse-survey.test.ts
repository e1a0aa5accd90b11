import { expect, test } from 'vitest'
import { DatasetName } from '../../domain/zfs-names.ts'
import { parseSurvey } from './parse-survey.ts'

const root = DatasetName.parse('dr')
const MARK = '\u001e\n'
const rows = (...lines: readonly (readonly string[])[]) => lines.map((line) => `${line.join('\t')}\n`).join('')

/** The six parts as the script prints them: datasets, properties, held snapshots, holds, bookmarks, partial receives. */
const output = [
  rows(
    ['dr', '1', '9000', '8000', '', '-'],
    ['dr/web', '2', '5000', '1000', '-', '1-abc-de-f'],
    ['dr/first', '3', '700', '0', '-', '1-0-0-0'],
    ['dr/look', '4', '20', '0', 'dr/web@zfx_20260101T000000Z_000001', '-'],
    ['dr/with a space', '5', '20', '0', '-', '-'],
    ['dr/bare', '6', '20', '0', '-', '-'],
  ),
  rows(
    ['dr/web', 'zfx:group', 'g'],
    ['dr/web', 'zfx:note', 'a', 'b'],
    ['dr/look', 'zfx:role', 'test'],
    ['dr/with a space', 'zfx:role', 'x'],
  ),
  rows(
    ['dr/web@zfx_20260101T000000Z_000001', '11', '300', '2'],
    ['dr/web@daily-1', '12', '400', '1'],
    ['dr/web@a name', '13', '400', '1'],
  ),
  rows(
    ['dr/web@zfx_20260101T000000Z_000001', 'zfx:point:1', 'Mon'],
    ['dr/web@zfx_20260101T000000Z_000001', 'legal', 'Mon'],
    ['dr/web@daily-1', 'keep', 'Mon'],
    ['dr/web@a name', 'zfx:step:1', 'Mon'],
  ),
  rows(['dr/web#zfx_cursor_11111111_000001', '11']),
  rows(
    ['dr/web', '900', 'tank/web@zfx_20260102T000000Z_000002'],
    ['dr/first', '', 'tank/first@zfx_20260102T000000Z_000001'],
  ),
].join(MARK)

test('what is ours is found by dataset; what is somebody else’s, or of a name that we never give, is not', () => {
  expect(parseSurvey(root, output)).toEqual([
    {
      dataset: 'dr/web',
      guid: '2',
      used: 4000,
      origin: null,
      properties: { 'zfx:group': 'g', 'zfx:note': 'a\tb' },
      partialReceive: { token: '1-abc-de-f', toName: 'tank/web@zfx_20260102T000000Z_000002', used: 900 },
      snapshots: [{ name: 'zfx_20260101T000000Z_000001', guid: '11', used: 300, holds: ['zfx:point:1'] }],
      bookmarks: [{ name: 'zfx_cursor_11111111_000001', guid: '11' }],
    },
    expect.objectContaining({
      dataset: 'dr/first',
      partialReceive: expect.objectContaining({ used: 700, toName: 'tank/first@zfx_20260102T000000Z_000001' }),
    }),
    expect.objectContaining({ dataset: 'dr/look', origin: 'dr/web@zfx_20260101T000000Z_000001' }),
  ])
})

test('an answer that breaks off is no empty pool', () => {
  expect(() => parseSurvey(root, output.slice(0, output.lastIndexOf(MARK)))).toThrow(/a part is missing/)
})
