import { beforeAll, expect, test } from 'vitest'
import { getJob } from '../../lib/db/replication-jobs.ts'
import { setLacking, setLinkDown } from '../../lib/drivers/zfs/simulated-faults.ts'
import { allowedRate } from '../../lib/workflows/replicate/allowed-rate.ts'
import { ReplicateParams } from '../../lib/workflows/replicate/replicate-params.ts'
import { call, database, tokenOf } from './call.ts'
import { makeSmallGroup } from './small-group.ts'
import { someGroups } from './some-groups.ts'
import { waitForJob, withWorker } from './worker.ts'

let token = ''

withWorker()

beforeAll(async () => {
  token = await tokenOf('admin')
})

const patch = (id: string, body: unknown) => call('PATCH', `/protection-groups/${id}`, { token, body })
const limit = (source: string, dr: string, bandwidthLimit: number | null) =>
  call('PUT', '/links', {
    token,
    body: { source_target_id: source, dr_target_id: dr, max_transfers: 8, bandwidth_limit: bandwidthLimit },
  })
const moving = (jobId: string) => waitForJob(jobId, token, ({ bytes_done: done }) => (done ?? 0) > 0, 60)

test('appliances that cannot reach each other replicate by relay', async () => {
  const group = await makeSmallGroup(token, 'apart')
  await setLinkDown(group.stores.source, true)
  const waiting = await group.run(({ status }) => status === 'retrying')
  expect(waiting.error).toMatchObject({ code: 'unreachable', hint: expect.stringContaining('relay') })
  await call('POST', `/jobs/${waiting.id}/cancel`, { token })
  await waitForJob(waiting.id, token)

  expect((await patch(group.id, { transport: 'relay', compression: 'zstd' })).status).toBe(200)
  expect(await group.run()).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
})

test('without zstd on an appliance a person is asked, and told what to install', async () => {
  const group = await makeSmallGroup(token, 'no-zstd', { compression: 'zstd' })
  await setLacking(group.stores.target, 'zstd')
  const stopped = await group.run(({ status }) => status === 'needs_operator')
  expect(stopped.error).toMatchObject({ code: 'precondition_failed', hint: expect.stringContaining('Install zstd') })
})

test('a new limit of the link reaches a transfer that is under way', async () => {
  const group = await makeSmallGroup(token, 'slow-link')
  await limit(group.source.target, group.target.target, 1024)
  // By that limit it would take half an hour.
  const job = await group.run(({ bytes_done: done }) => (done ?? 0) > 0)
  expect(job.bytes_done).toBeLessThan(100_000)
  await limit(group.source.target, group.target.target, null)
  expect(await waitForJob(job.id, token)).toMatchObject({ status: 'succeeded' })
})

test('what moves over a link at the same time shares its limit', async () => {
  const { groups, source, dr } = await someGroups('shared', 2)
  const [one = '', two = ''] = groups
  await patch(two, { bandwidth_limit: 10_000 })
  await limit(source, dr, 100_000)
  const run = async (id: string): Promise<string> =>
    (await call('POST', `/protection-groups/${id}/run-now`, { token })).body['job_id'] ?? ''
  const rate = async (jobId: string) =>
    allowedRate(database, ReplicateParams.parse((await getJob(database, jobId)).params), new Date())

  const first = await run(one)
  await moving(first)
  expect(await rate(first)).toBe(100_000)
  const second = await run(two)
  await moving(second)
  expect(await rate(second)).toBe(10_000)
  // What the other may not use anyway.
  expect(await rate(first)).toBe(90_000)

  for (const id of [first, second]) await call('POST', `/jobs/${id}/cancel`, { token })
  expect(await waitForJob(first, token)).toMatchObject({ status: 'cancelled' })
  await waitForJob(second, token)
  expect(await rate(first)).toBe(100_000)
})
