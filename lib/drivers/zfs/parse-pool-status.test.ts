import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parsePoolStatus } from './parse-pool-status.ts'

/** What `zpool status` of OpenZFS 2.1.11 and 2.3.2 printed for one pool of files, word for word. */
const sample = (file: string) => readFileSync(new URL(`samples/zpool-status/${file}`, import.meta.url), 'utf8')

const device = (name: string, state = 'ONLINE', checksumErrors = 0) => ({
  name: `/var/pools/${name}`,
  state,
  readErrors: 0,
  writeErrors: 0,
  checksumErrors,
})
const finished = (time: string, errors = 0) => ({
  state: 'finished',
  finishedAt: `2026-11-24T${time}.000Z`,
  errors,
})
const unknown = { state: 'unknown', finishedAt: null, errors: null }
const healthy = { resilvering: false, dataErrors: 0 }

const pools = {
  scrubbed: { ...healthy, scrub: finished('23:56:37'), devices: [device('hm1'), device('hm2')] },
  repaired: { ...healthy, scrub: finished('23:56:39'), devices: [device('hm1'), device('hm2', 'ONLINE', 58)] },
  degraded: { ...healthy, scrub: finished('23:56:39'), devices: [device('hm1'), device('hm2', 'OFFLINE')] },
  resilvering: { ...healthy, resilvering: true, scrub: unknown, devices: [device('hm1'), device('hm3')] },
  resilvered: { ...healthy, scrub: unknown, devices: [device('hm1'), device('hm3')] },
  cancelled: {
    ...healthy,
    scrub: { state: 'cancelled', finishedAt: '2026-11-24T23:57:37.000Z' },
    devices: [device('hm1'), device('hm3')],
  },
  running: { ...healthy, scrub: { state: 'running', finishedAt: null }, devices: [device('hm1'), device('hm3')] },
}

test.each(
  Object.entries(pools).flatMap(([name, expected]) =>
    ['2.1.txt', '2.3.txt', '2.3.json'].map((kind) => ({ file: `${name}-${kind}`, expected })),
  ),
)('$file', ({ file, expected }) => expect(parsePoolStatus('hm', sample(file))).toMatchObject(expected))

test.each([
  // Text with `-v` lists files, JSON counts blocks.
  { file: 'errors-2.1.txt', dataErrors: 1 },
  { file: 'errors-2.3.txt', dataErrors: 1 },
  { file: 'errors-2.3.json', dataErrors: 2 },
])('$file: data that is lost', ({ file, dataErrors }) => {
  expect(parsePoolStatus('hm', sample(file))).toMatchObject({
    dataErrors,
    scrub: finished('23:59:50', 2),
    devices: [device('hm1', 'ONLINE', 4)],
  })
})

test('a pool that was never scrubbed', () => {
  const text = sample('scrubbed-2.1.txt').replace(/ {2}scan: .*\n/, '')
  expect(parsePoolStatus('hm', text).scrub).toEqual({ state: 'none', finishedAt: null, errors: null })
  const json = JSON.parse(sample('scrubbed-2.3.json'))
  delete json.pools.hm.scan_stats
  expect(parsePoolStatus('hm', JSON.stringify(json)).scrub.state).toBe('none')
})

test('without -v, errors are counted in words; many errors are rounded by ZFS', () => {
  const counted = sample('errors-2.1.txt')
    .replace(/^errors: [\s\S]*/m, "errors: 12 data errors, use '-v' for a list\n")
    .replace('     4\n', '  1.2K\n')
  expect(parsePoolStatus('hm', counted)).toMatchObject({ dataErrors: 12, devices: [{ checksumErrors: 1200 }] })
})
