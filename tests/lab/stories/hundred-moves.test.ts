import { afterAll, beforeAll, expect, test } from 'vitest'
import { withWorker } from '../../api/worker.ts'
import { allOn, ON } from './movable.ts'
import { makeMoveRig, type MoveRig } from './move-rig.ts'

withWorker('one')
withWorker('two')

const RELOCATE = 'RelocateVM_Task'
const MANY = 100
/** Fewer than the two workers together could do. */
const AT_A_TIME = 5
/** When so many are done, every session ends. */
const ENDINGS = [10, 40, 75]

type Batch = { settled: boolean; counts: Record<string, number>; jobs: { status: string; error: unknown }[] }

let rig: MoveRig

beforeAll(async () => {
  rig = await makeMoveRig('hundred', MANY)
})
afterAll(async () => {
  await rig.source.setTaskDelay(RELOCATE, 0)
  await rig.driver.close()
})

test('row 22: every session ends three times in the middle of 100 moves; each VM is moved once, five at a time', async () => {
  await rig.source.setTaskDelay(RELOCATE, 1_000)
  await rig.source.tasks({ reset: true })
  const { batch_id: batchId } = await rig.post(`/protection-groups/${rig.groupId}/move-to-protection-datastore`, {
    protected_vm_ids: rig.vms.map(({ id }) => id),
    at_a_time: AT_A_TIME,
  })
  for (const done of ENDINGS) {
    await until(batchId, ({ counts }) => (counts['succeeded'] ?? 0) >= done)
    while (((await rig.source.tasks())[RELOCATE]?.running ?? 0) === 0) await pause()
    expect(await rig.source.endSessions()).toBeGreaterThan(0)
  }
  const batch = await until(batchId, ({ settled }) => settled)
  expect(batch.counts).toMatchObject({ succeeded: MANY })

  const tasks = (await rig.source.tasks())[RELOCATE]
  expect(tasks?.begun).toEqual(Object.fromEntries(rig.vms.map((vm) => [rig.morefOf(vm), 1])))
  expect(tasks?.most_at_once).toBe(AT_A_TIME)
  for (const vm of rig.vms) expect(await rig.filesOf(vm)).toSatisfy(allOn)
  const judged = { in_protection_datastore: true, current_datastore: ON, attention: [] }
  for (const vm of await rig.readVms()) expect(vm).toMatchObject(judged)
  // And once more by one who was not there.
  await rig.sync('a')
  for (const vm of await rig.readVms()) expect(vm).toMatchObject(judged)
})

const pause = () => new Promise((resolve) => setTimeout(resolve, 200))

async function until(batchId: string | undefined, isSo: (batch: Batch) => boolean): Promise<Batch> {
  const deadline = Date.now() + 240_000
  for (;;) {
    const batch: Batch = (await rig.get(`/batches/${batchId}`)) as never
    if (isSo(batch)) return batch
    const stopped = batch.jobs.find(({ status }) => ['needs_operator', 'stuck', 'cancelled'].includes(status))
    if (stopped || Date.now() > deadline) throw new Error(JSON.stringify(stopped ?? batch.counts))
    await pause()
  }
}
