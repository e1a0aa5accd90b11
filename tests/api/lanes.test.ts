import { randomUUID } from 'node:crypto'
import { eq, inArray, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { insertVms, listKnownVms } from '../../lib/db/inventory-store.ts'
import { cancelQueuedOfBatch } from '../../lib/db/new-jobs.ts'
import { listForgottenJobs, reopenJob } from '../../lib/db/replication-jobs.ts'
import { simulatedVcenter } from '../../lib/drivers/vsphere/simulated-vcenter.ts'
import { startLaneJobs } from '../../lib/services/jobs/start-job.ts'
import { admitWaiting, mayBegin } from '../../lib/workflows/admission.ts'
import { call, database as db, system } from './call.ts'
import { someGroups, type SomeGroups } from './some-groups.ts'

const quietQueue = { deliver: async () => {} }

let some: SomeGroups
let free: string[] = []

beforeAll(async () => {
  some = await someGroups('lanes', 1)
  const [group] = (await call('GET', '/protection-groups', { token: some.token })).body.items as Record<
    string,
    string
  >[]
  const vcenterId = group?.['source_vcenter_id'] ?? ''
  const found = simulatedVcenter({ name: 'lanes', vms: 40 }).vms
  await insertVms(
    db,
    vcenterId,
    found.map((record) => ({ record, contentHash: record.moref })),
  )
  const known = await listKnownVms(db, vcenterId)
  const rows = await db
    .insert(protectedVms)
    .values(known.slice(0, 30).map((vm) => ({ protectionGroupId: group?.['id'] ?? '', vmId: vm.id })))
    .returning({ id: protectedVms.id })
  free = rows.map(({ id }) => id)
})

/** Jobs that nobody is going to take, each of a VM of its own. */
async function asked(lane: string, count: number, laneLimit = 2) {
  const batchId = randomUUID()
  const jobs = free.splice(0, count).map((protectedVmId) => ({
    id: randomUUID(),
    kind: 'move_to_protection_datastore' as const,
    protectedVmId,
    batchId,
    lane,
    laneLimit,
    params: {
      jobId: randomUUID(),
      protectedVmId,
      vmName: 'as it was called',
      vmId: randomUUID(),
      vcenterId: randomUUID(),
      moref: 'vm-1',
      instanceUuid: null,
      datastore: 'nfs-protected-01',
      bytesToMove: null,
    },
  }))
  await db.transaction((tx) => startLaneJobs(system(), tx, jobs))
  return { batchId, jobs, ids: jobs.map(({ id }) => id) }
}

const set = (id: string | undefined, values: Partial<typeof replicationJobs.$inferInsert>) =>
  db
    .update(replicationJobs)
    .set(values)
    .where(eq(replicationJobs.id, id ?? ''))

const admitted = async (ids: readonly string[]) => {
  const rows = await db
    .select()
    .from(replicationJobs)
    .where(inArray(replicationJobs.id, [...ids]))
    .orderBy(replicationJobs.createdAt)
  return rows.filter(({ admittedAt }) => admittedAt).map(({ id }) => ids.indexOf(id))
}

describe('lanes', () => {
  test('at most so many at a time, in the order asked for, however many decide at once', async () => {
    const { ids } = await asked('datastore a', 5)
    await Promise.all(Array.from({ length: 8 }, () => admitWaiting(db, quietQueue)))
    expect(await admitted(ids)).toEqual([0, 1])
    const [, , third, fourth] = await Promise.all(ids.map((id) => call('GET', `/jobs/${id}`, some)))
    expect(third?.body).toMatchObject({
      status: 'queued',
      waits_for: 'Waits for its turn: 2 under way, 2 at a time; it is the next',
    })
    expect(fourth?.body['waits_for']).toContain('1 before it')
    expect(await mayBegin(db, ids[2] ?? '')).toBe(false)
    await set(ids[2], { updatedAt: new Date(0) })
    expect((await listForgottenJobs(db, 60)).map(({ id }) => id)).not.toContain(ids[2])
    await set(ids[0], { status: 'succeeded', finishedAt: new Date() })
    await admitWaiting(db, quietQueue)
    expect(await admitted(ids)).toEqual([0, 1, 2])
  })

  test.each(['retrying', 'rolling_back'] as const)('one that is %s keeps its place', async (status) => {
    const { ids } = await asked(`keeps ${status}`, 2, 1)
    await set(ids[0], { status, nextAttemptAt: new Date(Date.now() + 60_000) })
    await admitWaiting(db, quietQueue)
    expect(await admitted(ids)).toEqual([0])
    await reopenJob(db, ids[0] ?? '', ['retrying'], 'rolling_back')
    await admitWaiting(db, quietQueue)
    expect(await admitted(ids)).toEqual([0])
  })

  test('one that waits for a person lets the next begin, and then has its turn again', async () => {
    const { ids } = await asked('person', 2, 1)
    await set(ids[0], { status: 'needs_operator' })
    await admitWaiting(db, quietQueue)
    expect(await admitted(ids)).toEqual([0, 1])
    await reopenJob(db, ids[0] ?? '', ['needs_operator'], 'retrying')
    await admitWaiting(db, quietQueue)
    expect(await admitted(ids)).toEqual([1])
  })
})

describe('one job of a VM at a time', () => {
  test('another is a conflict that names the VM and its job; none of those asked for together begins', async () => {
    const { jobs, ids } = await asked('taken', 2)
    const [other = ''] = free
    const again = jobs
      .toReversed()
      .map((job, at) => ({ ...job, id: randomUUID(), ...(at > 0 && { protectedVmId: other }) }))
    const { subject } = (await call('GET', `/jobs/${ids[1]}`, some)).body
    const refused = db.transaction((tx) => startLaneJobs(system(), tx, again))
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      message: `${subject} (move, asked for by test) already has a job under way`,
      facts: { jobId: ids[1] },
    })
    const [left] = await db
      .select({ made: sql`count(*)::int` })
      .from(replicationJobs)
      .where(
        inArray(
          replicationJobs.id,
          again.map(({ id }) => id),
        ),
      )
    expect(left?.made).toBe(0)
  })

  test('its job is found by its group, its VM and its batch', async () => {
    const { batchId, jobs, ids } = await asked('found', 1)
    const job = (await call('GET', `/jobs/${ids[0]}`, some)).body
    expect(job).toMatchObject({
      protected_vm_id: jobs[0]?.protectedVmId,
      batch_id: batchId,
      group_id: some.groups[0],
      group_name: 'lanes 1',
    })
    for (const filter of [`batch_id=${batchId}`, `protected_vm_id=${jobs[0]?.protectedVmId}`]) {
      const { items } = (await call('GET', `/jobs?${filter}`, some)).body
      expect(items.map(({ id }) => id)).toEqual(ids)
    }
    const ofGroup = (await call('GET', `/jobs?group_id=${some.groups[0]}&limit=500`, some)).body
    expect(ofGroup.items.map(({ id }) => id)).toContain(ids[0])
  })

  test('a VM that left its group is still called by its name', async () => {
    const { jobs, ids } = await asked('left', 1)
    await db.delete(protectedVms).where(eq(protectedVms.id, jobs[0]?.protectedVmId ?? ''))
    expect((await call('GET', `/jobs/${ids[0]}`, some)).body).toMatchObject({
      subject: 'as it was called',
      group_id: null,
    })
  })
})

describe('batches', () => {
  test('stopping cancels what has not begun; the running one goes on', async () => {
    const { batchId, ids } = await asked('stopped', 4, 1)
    await set(ids[0], { status: 'running', claimToken: randomUUID(), bytesDone: 5, bytesTotal: 10 })
    const before = (await call('GET', `/batches/${batchId}`, some)).body
    expect(before).toMatchObject({
      total: 4,
      settled: false,
      counts: { queued: 3, running: 1 },
      can: { stop: { ok: true } },
    })
    const stopped = await call('POST', `/batches/${batchId}/stop`, some)
    expect(stopped.body).toMatchObject({
      counts: { queued: 0, running: 1, cancelled: 3 },
      settled: false,
      bytes_done: 5,
      can: { stop: { ok: false } },
    })
    expect(await cancelQueuedOfBatch(db, batchId)).toBe(0)
    await set(ids[0], { status: 'succeeded', finishedAt: new Date() })
    expect((await call('GET', `/batches/${batchId}`, some)).body).toMatchObject({ settled: true })
  })

  test('there is none of that id', async () => {
    expect((await call('GET', `/batches/${randomUUID()}`, some)).status).toBe(404)
  })
})
