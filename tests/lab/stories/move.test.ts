import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { judgeAlerts } from '../../../lib/workflows/alerts/judge-alerts.ts'
import { database } from '../../api/call.ts'
import { withWorker } from '../../api/worker.ts'
import { allOn, ELSEWHERE, ON } from './movable.ts'
import { makeMoveRig, type MoveRig } from './move-rig.ts'

withWorker()

const RELOCATE = 'RelocateVM_Task'
let rig: MoveRig
const vm = (at: number) => {
  const found = rig.vms[at]
  if (!found) throw new Error(`There is no VM ${at}`)
  return found
}
const isPlaced = async (at: number) => (await rig.vm(vm(at).id)).in_protection_datastore

beforeAll(async () => {
  rig = await makeMoveRig('move', 8)
})
afterEach(async () => {
  await rig.source.clearFaults()
  await rig.source.setTaskDelay(RELOCATE, 0)
})
afterAll(() => rig.driver.close())

test('planned, moved with the progress of its task, and protected when every file was read again', async () => {
  const plan = await rig.get(`/protected-vms/${vm(0).id}/protection-plan`)
  expect(plan).toMatchObject({ required_datastore: ON, needs_storage_move: true, blockers: [], home: { ok: false } })
  await rig.source.setTaskDelay(RELOCATE, 4_000)
  const jobId = await rig.begin(vm(0).id)
  const halfWay = await rig.settled(jobId, ({ bytes_done: done }) => (done ?? 0) > 0)
  expect(halfWay).toMatchObject({ status: 'running', bytes_total: plan['bytes_to_move'] })
  expect(halfWay.bytes_done).toBeLessThan(Number(plan['bytes_to_move']))
  expect(await isPlaced(0)).toBe(false)

  const job = await rig.settled(jobId)
  expect(job).toMatchObject({ status: 'succeeded', bytes_done: job.bytes_total })
  const files = await rig.filesOf(vm(0))
  expect(files).toSatisfy(allOn)
  expect(job.result).toMatchObject({ placement: { datastore: ON, files: files.length } })
  expect(await rig.vm(vm(0).id)).toMatchObject({ in_protection_datastore: true, current_datastore: ON })
  await rig.sync('a')
  expect(await rig.vm(vm(0).id)).toMatchObject({ in_protection_datastore: true, attention: [] })
})

test('a task that ends well and has moved nothing makes nothing protected', async () => {
  await rig.source.failNext({ method: RELOCATE, fault: 'nothing_done' })
  const jobId = await rig.begin(vm(1).id)
  const waiting = await rig.settled(jobId, ({ status }) => status === 'needs_operator')
  expect(waiting.error?.message).toContain(`Not all of ${vm(1).name} lies on ${ON}`)
  expect(await isPlaced(1)).toBe(false)
  await rig.post(`/jobs/${jobId}/cancel`)
  expect(await rig.settled(jobId)).toMatchObject({ status: 'cancelled' })
})

describe('refused by the vCenter', () => {
  test.for([
    ['FileLocked', 'task', /backup/],
    ['NoPermission', 'call', /Resource\.HotMigrate/],
    ['NoDiskSpace', 'task', /Make room/],
  ] as const)(
    '%s: said with what to do, the VM where it was; a retry ends well',
    async ([fault, at, hint], context) => {
      const one = ['FileLocked', 'NoPermission', 'NoDiskSpace'].indexOf(fault) + 2
      const before = await rig.filesOf(vm(one))
      await rig.source.failNext({ method: RELOCATE, fault, at })
      const jobId = await rig.begin(vm(one).id)
      const waiting = await rig.settled(jobId, ({ status }) => status === 'needs_operator')
      context.expect(waiting.error).toMatchObject({
        message: expect.stringContaining(`could not move ${vm(one).name}: ${fault}`),
        hint: expect.stringMatching(hint),
      })
      context.expect(await rig.filesOf(vm(one))).toEqual(before)
      context.expect(await isPlaced(one)).toBe(false)
      await rig.post(`/jobs/${jobId}/retry`)
      context.expect(await rig.settled(jobId)).toMatchObject({ status: 'succeeded' })
      context.expect(await rig.filesOf(vm(one))).toSatisfy(allOn)
    },
  )
})

test('cancelled in the middle, its task is cancelled and the VM is where it was', async () => {
  const before = await rig.filesOf(vm(5))
  await rig.source.setTaskDelay(RELOCATE, 20_000)
  const jobId = await rig.begin(vm(5).id)
  await rig.begunTask(jobId)
  await rig.post(`/jobs/${jobId}/cancel`)
  expect(await rig.settled(jobId)).toMatchObject({ status: 'cancelled' })
  expect((await rig.source.tasks())[RELOCATE]).toMatchObject({ running: 0 })
  expect(await rig.filesOf(vm(5))).toEqual(before)
  expect(await isPlaced(5)).toBe(false)
})

test('row 22: its session ends in the middle of the task, which is followed and not begun again', async () => {
  await rig.source.tasks({ reset: true })
  await rig.source.setTaskDelay(RELOCATE, 4_000)
  const jobId = await rig.begin(vm(6).id)
  const begun = await rig.begunTask(jobId)
  expect(await rig.source.endSessions()).toBeGreaterThan(0)
  const job = await rig.settled(jobId)
  expect(job).toMatchObject({ status: 'succeeded', result: { task: begun.result?.['task'] } })
  expect((await rig.source.tasks())[RELOCATE]?.begun).toEqual({ [rig.morefOf(vm(6))]: 1 })
  expect(await rig.filesOf(vm(6))).toSatisfy(allOn)
})

test('moved away by somebody, it is found at the next sync, said, alerted, and mended by another move', async () => {
  const openAlerts = async () => {
    await judgeAlerts(database, new Date(), new Map())
    const alerts: { kind: string; subject: string; resolved_at: string | null }[] = (await rig.get('/alerts?limit=100'))
      .items
    return alerts.filter(({ kind, resolved_at: over }) => kind === 'vm_moved_away' && over === null)
  }
  expect(await isPlaced(0)).toBe(true)
  await rig.moveBehindOurBack(vm(0), ELSEWHERE)
  await rig.sync('a')
  expect(await rig.vm(vm(0).id)).toMatchObject({
    in_protection_datastore: false,
    current_datastore: ELSEWHERE,
    attention: [{ code: 'moved_away', message: `Somebody moved it from ${ON} to ${ELSEWHERE}` }],
  })
  expect(await openAlerts()).toMatchObject([{ subject: vm(0).name }])
  expect(await rig.settled(await rig.begin(vm(0).id))).toMatchObject({ status: 'succeeded' })
  expect(await rig.vm(vm(0).id)).toMatchObject({ in_protection_datastore: true, attention: [] })
})
