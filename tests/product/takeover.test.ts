import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { openClient } from '../../lib/db/open-database.ts'
import { ownProduct, type OwnProduct } from './own-product.ts'
import type { Job } from './product-api.ts'
import { startWorker, type Running } from './running-product.ts'

/** What the product promises: within this time another worker is at a job whose worker is gone. */
const TAKEOVER_SECONDS = 30

let own: OwnProduct
beforeAll(async () => {
  own = await ownProduct('takeover', [])
  return own.end
}, 240_000)

test('the only worker is killed in mid-send: the launcher starts it again, and the job goes on', async () => {
  const before = await startSending('alone')
  process.kill(workerOf(before), 'SIGKILL')
  const taken = await takenOver(before)
  expect(own.product.said()).toMatch(/The worker process ended \(SIGKILL\); again in/)
  await endsVerified('alone', before, taken)
})

test('of two workers, the one with the job is killed in mid-send: the job goes on without repeating a step', async () => {
  await secondWorker()
  const before = await startSending('killed')
  process.kill(workerOf(before), 'SIGKILL')
  await endsVerified('killed', before, await takenOver(before))
})

test('a worker that was frozen wakes as a zombie, changes nothing, and is of use again', async () => {
  const second = await secondWorker()
  const before = await startSending('frozen')
  const zombie = workerOf(before)
  const logOfZombie = () => (zombie === pidIn(second.said()) ? second.said() : workerLog())
  const logged = logOfZombie().length
  process.kill(zombie, 'SIGSTOP')
  const taken = await takenOver(before)
  expect(workerOf(taken)).not.toBe(zombie)
  await own.api.jobThat(taken.id, ({ bytes_done: bytes }) => (bytes ?? 0) > (before.bytes_done ?? 0), 20)

  process.kill(zombie, 'SIGCONT')
  await expect.poll(() => logOfZombie().slice(logged), { timeout: 20_000 }).toContain('job was taken over')
  // It tells so once, and nothing that calls for a person.
  expect(logOfZombie().slice(logged)).not.toMatch(/"level":(50|60)/)
  const ended = await endsVerified('frozen', before, taken)
  expect([ended.worker, ended.attempts]).toEqual([taken.worker, taken.attempts])
  expect(() => process.kill(zombie, 0)).not.toThrow()
})

test('a worker that was frozen in the middle of writing an inventory holds nothing up', async () => {
  await secondWorker()
  const host = 'vms-9000.frozen.demo'
  const fields = { name: host, driver: 'simulated', host, username: 'u', password: 'simulated' }
  const vcenter = await own.api.make('/vcenters', fields)
  const id = await own.api.start(`/vcenters/${vcenter}/sync`)
  await untilInserting('vms')
  const before = await own.api.job(id)
  process.kill(workerOf(before), 'SIGSTOP')
  const taken = await takenOver(before)
  const ended = await own.api.jobThat(id, ({ settled }) => settled, TAKEOVER_SECONDS)
  expect(ended).toMatchObject({ status: 'succeeded', worker: taken.worker, result: { vms_added: 9000 } })

  process.kill(workerOf(before), 'SIGCONT')
  const again = await own.api.start(`/vcenters/${vcenter}/sync`)
  expect(await own.api.jobThat(again, ({ settled }) => settled, TAKEOVER_SECONDS)).toMatchObject({
    status: 'succeeded',
    result: { vms_found: 9000, vms_added: 0, vms_changed: 0, vms_gone: 0 },
  })
})

const groups: Record<string, string> = {}

/** A run of a new group, once bytes are on their way. */
async function startSending(place: string): Promise<Job> {
  const group = (groups[place] = await own.api.makeSimulatedGroup(place))
  const id = await own.api.start(`/protection-groups/${group}/run-now`)
  return own.api.jobThat(id, (job) => stepOf(job, 'send') === 'running' && (job.bytes_done ?? 0) > 0, 20)
}

function takenOver(before: Job): Promise<Job> {
  return own.api.jobThat(before.id, ({ attempts }) => attempts > before.attempts, TAKEOVER_SECONDS)
}

async function endsVerified(place: string, before: Job, taken: Job): Promise<Job> {
  expect(stepOf(taken, 'send')).toBe('running')
  const ended = await own.api.jobThat(before.id, ({ settled }) => settled, 90)
  expect(ended).toMatchObject({ status: 'succeeded', attempts: before.attempts + 1, result: { outcome: 'replicated' } })
  // A repeated step would have started anew.
  const finished = before.steps.filter(({ status }) => status === 'done')
  expect(finished.map(({ name }) => name)).toContain('take_recovery_point')
  expect(ended.steps.slice(0, finished.length)).toEqual(finished)
  // What had arrived was kept: the second attempt began in the middle.
  expect(ended.result?.['bytes_resumed']).toBeGreaterThan(0)
  const points = await own.api.list(`/protection-groups/${groups[place]}/recovery-points`)
  expect(points.map((point) => point['guid'])).toEqual([ended.result?.['guid']])
  return ended
}

function stepOf(job: Job, name: string): string | undefined {
  return job.steps.find((step) => step.name === name)?.status
}

/** Until some worker is in the middle of a transaction that writes to that table. */
async function untilInserting(table: string): Promise<void> {
  const client = await openClient(embeddedDatabaseUrl(own.dataDir))
  const inserting = async () => {
    const busy = `select 1 from pg_stat_activity where state <> 'idle' and query like $1`
    return (await client.query(busy, [`insert into "zerfaux"."${table}"%`])).rowCount
  }
  await expect.poll(inserting, { timeout: 60_000, interval: 20 }).not.toBe(0)
  await client.end()
}

/** `worker` is host/pid. */
function workerOf(job: Job): number {
  return Number(job.worker?.split('/')[1])
}

let worker: Running | undefined

/** The one beside the launcher's. Nobody starts it again, so one that was killed is replaced here. */
async function secondWorker(): Promise<Running> {
  if (!worker || worker.child.exitCode !== null) worker = startWorker(own.env)
  await worker.ready
  return worker
}

function pidIn(said: string): number {
  return Number(/"worker":"[^"]+\/(\d+)"/.exec(said)?.[1])
}

function workerLog(): string {
  return readFileSync(join(own.dataDir, 'logs', 'worker.log'), 'utf8')
}
