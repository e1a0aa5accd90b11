import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { insertJob } from '../../lib/db/new-jobs.ts'
import { claimJob, getJob, type JobRow } from '../../lib/db/replication-jobs.ts'
import { ClaimLost, DbJournal } from '../../lib/workflows/db-journal.ts'
import { call, database, tokenOf } from './call.ts'

/** A job that one worker has taken, and then another. */
async function takenTwice() {
  const token = await tokenOf('admin')
  const host = `${randomUUID()}.demo`
  const fields = { name: host, driver: 'simulated', host, username: 'u', password: 'simulated' }
  const { body } = await call('POST', '/vcenters', { token, body: fields })
  const id = randomUUID()
  const vcenterId = body['id'] ?? ''
  await insertJob(database, { id, kind: 'sync_inventory', vcenterId, params: { vcenterId }, requestedBy: 'test' })
  const lost: string[] = []
  const take = async (worker: string) => {
    const claim = randomUUID()
    const job = await claimJob(database, id, claim, worker)
    if (!job) throw new Error('The job cannot be taken')
    return new DbJournal(database, job, claim, () => lost.push(worker))
  }
  return { id, lost, zombie: await take('zombie'), successor: await take('successor') }
}

const writes: Record<string, (journal: DbJournal) => Promise<void>> = {
  'a finished step': (journal) => journal.append({ step: 'connect', event: 'done' }),
  'a failure': (journal) =>
    journal.append({ step: 'connect', event: 'failed', error: { code: 'unreachable', message: 'too late' } }),
  'a status': (journal) => journal.setStatus('succeeded'),
  'a result': (journal) => journal.addResult({ vmsFound: 1 }),
  'a count of bytes': (journal) => journal.save({ bytesDone: 1 }),
}

test.each(Object.entries(writes))(
  '%s of a worker that lost the job changes nothing, and tells it so',
  async (_, write) => {
    const { id, lost, zombie, successor } = await takenTwice()
    await successor.append({ step: 'connect', event: 'started' })
    const before = await getJob(database, id)
    await expect(write(zombie)).rejects.toThrow(ClaimLost)
    expect(await getJob(database, id)).toEqual(before)
    expect(lost).toEqual(['zombie'])
    expect(before.worker).toBe('successor')

    await write(successor)
    expect(await getJob(database, id)).not.toEqual(before)
  },
)

test('a job that has ended is written to by nobody, and taken by nobody', async () => {
  const { id, successor } = await takenTwice()
  await successor.setStatus('running')
  await successor.setStatus('succeeded')
  const ended: JobRow = await getJob(database, id)
  await expect(successor.append({ step: 'settle', event: 'done' })).rejects.toThrow(ClaimLost)
  expect(await claimJob(database, id, randomUUID(), 'late')).toBeNull()
  expect(await getJob(database, id)).toEqual(ended)
})
