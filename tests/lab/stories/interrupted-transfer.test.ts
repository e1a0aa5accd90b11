import { spawn, type ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { waitForJob, type Job } from '../../api/worker.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

const MIB = 1024 ** 2
const CONTENT = 48 * MIB
const root = new URL('../../..', import.meta.url).pathname

let rig: ProductRig
const workers: ChildProcess[] = []

/** A worker as the product runs it: its own process, on this file's database. */
function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, ['--conditions=react-server', 'lib/workflows/worker.ts'], {
    cwd: root,
    env: process.env,
    stdio: 'ignore',
  })
  workers.push(worker)
  return worker
}

beforeAll(async () => {
  rig = await makeProductRig()
  startWorker()
})

afterAll(async () => {
  await Promise.all([rig.source.unlimitLink(), rig.target.restoreLink()])
  for (const worker of workers) worker.kill('SIGTERM')
})

/** A group whose first transfer is under way, slowly, with some bytes over and on the target's disks. */
async function beginTransfer(name: string) {
  const group = await rig.makeGroup(name)
  await rig.source.mustRun(`head -c ${CONTENT} /dev/urandom > /${group.sourceDataset}/disk.vmdk; zpool sync`)
  await rig.source.limitLink(20)
  const { job_id: jobId = '' } = await rig.post(`/protection-groups/${group.id}/run-now`)
  await waitForJob(jobId, rig.token, ({ bytes_done: done }) => (done ?? 0) > 6 * MIB, 120)
  // What left the source may still lie in a buffer on the way: only what reached a disk can be resumed.
  const written = `zpool sync; zfs get -Hpo value used ${group.drDataset}`
  const arrived = async () => expect(Number(await rig.target.mustRun(written))).toBeGreaterThan(4 * MIB)
  await vi.waitFor(arrived, { timeout: 20_000, interval: 200 })
  return { ...group, jobId }
}

async function expectResumed(group: { id: string; sourceDataset: string; drDataset: string }, job: Job) {
  expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
  const { bytes_sent: sent, bytes_resumed: before } = job.result ?? {}
  expect(Number(before), JSON.stringify(job)).toBeGreaterThan(MIB)
  // What a restart would need is the whole stream again.
  expect(Number(sent)).toBeLessThan(CONTENT)
  const [point] = await rig.recoveryPoints(group.id)
  const guid = 'zfs get -Hpo value guid'
  expect(await rig.target.mustRun(`${guid} ${group.drDataset}@${point?.snapshot_name}`)).toBe(point?.guid)
  expect(await rig.source.mustRun(`${guid} ${group.sourceDataset}@${point?.snapshot_name}`)).toBe(point?.guid)
  expect(await rig.target.mustRun(`zfs get -Ho value receive_resume_token ${group.drDataset}`)).toBe('-')
}

describe('a transfer that is interrupted goes on where it was', () => {
  test('the link is cut', async () => {
    const group = await beginTransfer('link-cut')
    await rig.target.cutLink()
    const waiting = await waitForJob(group.jobId, rig.token, ({ status }) => status === 'retrying', 120)
    expect(waiting.error).toMatchObject({ code: 'unreachable' })
    await Promise.all([rig.target.restoreLink(), rig.source.unlimitLink()])
    await expectResumed(group, await waitForJob(group.jobId, rig.token, undefined, 180))
  })

  test('the DR appliance loses power and comes back', async () => {
    const group = await beginTransfer('power-cut')
    await rig.target.kill()
    const waiting = await waitForJob(group.jobId, rig.token, ({ status }) => status === 'retrying', 120)
    expect(waiting.error).toMatchObject({ code: 'unreachable' })
    await rig.source.unlimitLink()
    await rig.target.start()
    await expectResumed(group, await waitForJob(group.jobId, rig.token, undefined, 240))
  })

  test('the worker is killed -9, and another goes on within 30 seconds without repeating a finished step', async () => {
    const group = await beginTransfer('worker-killed')
    const before = await waitForJob(group.jobId, rig.token, () => true)
    const victim = workers.find(({ pid }) => before.worker?.endsWith(`/${pid}`))
    if (!victim) throw new Error(`No worker of ours holds the job: ${before.worker}`)
    startWorker()
    victim.kill('SIGKILL')
    const killedAt = Date.now()
    await waitForJob(group.jobId, rig.token, ({ worker }) => worker !== before.worker, 60)
    expect(Date.now() - killedAt).toBeLessThan(30_000)
    await rig.source.unlimitLink()
    const job = await waitForJob(group.jobId, rig.token, undefined, 180)
    await expectResumed(group, job)
    const finished = before.steps.filter(({ status }) => status === 'done')
    expect(finished.length).toBeGreaterThan(1)
    for (const step of finished) expect(job.steps).toContainEqual(step)
  })
})
