import { beforeAll, expect, test } from 'vitest'
import { watchJob } from './job-stream.ts'
import { ownProduct, type OwnProduct } from './own-product.ts'
import { leftOver } from './running-product.ts'

const STOP_SECONDS = 3

let own: OwnProduct
beforeAll(async () => {
  own = await ownProduct('events', [])
  return own.end
}, 240_000)

const watch = (id: string) => watchJob(own.api.url, own.api.token, id)

test('a job is watched from its start to its end, and then the stream ends by itself', async () => {
  const groups = await own.api.list('/protection-groups')
  const group = groups.find(({ name }) => name === 'Databases')?.id
  const id = await own.api.start(`/protection-groups/${group}/run-now`)
  const stream = await watch(id)
  expect(await stream.end).toBe('ended')

  const statuses = stream.jobs.map(({ status }) => status)
  expect(['queued', 'running']).toContain(statuses[0])
  expect(statuses.at(-1)).toBe('succeeded')
  // Each step is seen under way or done before the last event, in its order.
  const progress = stream.jobs.map(({ steps }) => steps.filter(({ status }) => status === 'done').length)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect(new Set(progress).size).toBeGreaterThan(3)
  expect(stream.jobs.at(-1)).toEqual(await own.api.job(id))
})

test('the events of a job that has ended are one, and the stream is over', async () => {
  const [job] = await own.api.list('/jobs?settled=true&limit=1')
  const stream = await watch(job?.id ?? '')
  expect([await stream.end, stream.jobs.length]).toEqual(['ended', 1])
})

test('who may not come in gets no stream', async () => {
  const [job] = await own.api.list('/jobs?limit=1')
  const { status } = await own.api.call('GET', `/jobs/${job?.id}/events`, undefined, 'zfx_nobody')
  expect(status).toBe(401)
  expect((await own.api.call('GET', '/jobs/00000000-0000-4000-8000-000000000000/events')).status).toBe(404)
})

test('open streams do not hold up the end of the product', async () => {
  const group = await own.api.makeSimulatedGroup('streams')
  const id = await own.api.start(`/protection-groups/${group}/run-now`)
  await own.api.jobThat(id, ({ bytes_done: bytes }) => (bytes ?? 0) > 0, 20)
  const streams = await Promise.all([watch(id), watch(id), watch(id)])
  await Promise.all(streams.map(({ open }) => open))

  const stoppedAt = performance.now()
  own.product.child.kill('SIGINT')
  expect(await own.product.ended).toBe(0)
  expect((performance.now() - stoppedAt) / 1000).toBeLessThan(STOP_SECONDS)
  await Promise.all(streams.map(({ end }) => end))
  expect(await leftOver(own.dataDir, 1)).toEqual([])
})
