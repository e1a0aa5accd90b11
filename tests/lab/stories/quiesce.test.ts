import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { env } from '../../../lib/config/env.ts'
import { db } from '../../../lib/db/client.ts'
import { getGroup, takeSequence } from '../../../lib/db/protection-groups.ts'
import { insertJob } from '../../../lib/db/new-jobs.ts'
import { sweepVmSnapshots } from '../../../lib/workflows/duties/sweep-vm-snapshots.ts'
import { JobQueue } from '../../../lib/workflows/queue.ts'
import { kinds } from '../../../lib/workflows/registry.ts'
import { replicateParamsOf } from '../../../lib/workflows/replicate/params-of-group.ts'
import { runJob } from '../../../lib/workflows/run-job.ts'
import { Sites } from '../../../lib/workflows/sites.ts'
import { ArrayJournal } from '../../../lib/workflows/workflow.laws.ts'
import { waitForJob, withWorker } from '../../api/worker.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

const LIMIT_SECONDS = 5
const never = new AbortController().signal
const sites = new Sites(db)
let rig: ProductRig
let group: Awaited<ReturnType<ProductRig['makeGroup']>>
let names: string[] = []

type Vm = { id: string; name: string; is_template: boolean; disks: { mode: string | null }[] }
type Point = { snapshot_name: string; consistency: string; label: string | null; vm_consistency: { name: string }[] }

beforeAll(async () => {
  rig = await makeProductRig()
  group = await rig.makeGroup('quiesce')
  await rig.patch(`/protection-groups/${group.id}`, {
    consistency: 'application',
    quiesce_timeout_seconds: LIMIT_SECONDS,
  })
  names = await rig.vcenters.a.addVms(12)
  for (const name of names) await rig.vcenters.a.changeVm(name, { power: 'poweredOn', tools: 'toolsOk' })
  const { job_id: syncId = '' } = await rig.post(`/vcenters/${rig.ids.a.vcenter}/sync`)
  await waitForJob(syncId, rig.token)
  const listed = await rig.get(`/vcenters/${rig.ids.a.vcenter}/vms?limit=500`)
  const added = (listed.items as unknown as Vm[]).filter(({ name }) => names.includes(name))
  const fit = added.filter((vm) => !vm.is_template && vm.disks.every(({ mode }) => mode === 'persistent')).slice(0, 3)
  expect(fit).toHaveLength(3)
  for (const { id } of fit) await rig.post(`/protection-groups/${group.id}/protected-vms`, { vm_id: id })
  protectedNames = fit.map(({ name }) => name).toSorted()
})

let protectedNames: string[] = []

afterAll(async () => {
  await rig.vcenters.a.clearFaults()
  for (const name of names) {
    await rig.vcenters.a.setTaskDelay('CreateSnapshot_Task', 0, { object: name })
    await rig.vcenters.a.removeVm(name)
  }
  await sites.close()
})

const change = () =>
  rig.source.mustRun(`head -c 1M /dev/urandom > /${group.sourceDataset}/disk.vmdk && sync -f /${group.sourceDataset}`)
const newest = async () => (await rig.recoveryPoints(group.id))[0] as unknown as Point
const leftOnVms = async () => {
  const driver = await sites.vcenter(rig.ids.a.vcenter)
  return (await driver.ourSnapshots({ signal: never })).map(({ vmName }) => vmName).toSorted()
}
const property = (name: string, snapshot: string) =>
  rig.source.mustRun(`zfs get -H -o value ${name} ${group.sourceDataset}@${snapshot}`)

describe('an application-consistent group of three VMs', () => {
  test('every VM is quiesced before the one ZFS snapshot and released after it', async () => {
    await change()
    await rig.vcenters.a.requests({ reset: true })
    const { job_id: jobId = '' } = await rig.post(`/protection-groups/${group.id}/run-now`, {
      label: 'before upgrade: ü',
    })
    const job = await waitForJob(jobId, rig.token, undefined, 60)
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated', consistency: 'application' } })
    const point = await newest()
    expect(point).toMatchObject({
      label: 'before upgrade: ü',
      consistency: 'application',
      vm_consistency: protectedNames.map((name) => ({ name, consistency: 'application', because: null })),
    })
    expect(await rig.vcenters.a.requests()).toMatchObject({ CreateSnapshot_Task: 3, RemoveSnapshot_Task: 3 })
    expect(await leftOnVms()).toEqual([])
    expect(await property('zfx:consistency', point.snapshot_name)).toBe('application')
    expect(decodeURIComponent(await property('zfx:label', point.snapshot_name))).toBe('before upgrade: ü')
  })

  test('failure-modes row 21: one guest fails and one hangs: the round goes on, and the point says so for these', async () => {
    const [works = '', fails = '', hangs = ''] = protectedNames
    await change()
    const method = 'CreateSnapshot_Task'
    await rig.vcenters.a.failNext({ method, object: fails, fault: 'ApplicationQuiesceFault', at: 'task' })
    await rig.vcenters.a.setTaskDelay(method, 600_000, { object: hangs })
    const job = await rig.run(group.id, undefined, 60)
    await rig.vcenters.a.setTaskDelay(method, 0, { object: hangs })
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated', consistency: 'crash' } })
    expect(job.steps.find(({ name }) => name === 'quiesce_vms')?.notices).toHaveLength(1)
    const point = await newest()
    expect(point).toMatchObject({
      consistency: 'crash',
      vm_consistency: [
        { name: works, consistency: 'application' },
        { name: fails, consistency: 'crash', because: expect.stringContaining('ApplicationQuiesceFault') },
        { name: hangs, consistency: 'crash', because: `took longer than ${LIMIT_SECONDS} s` },
      ],
    })
    expect(await property('zfx:consistency', point.snapshot_name)).toBe('crash')
    expect(await leftOnVms()).toEqual([])
    expect((await rig.vcenters.a.requests())['CancelTask']).toBe(1)
  })

  test('failure-modes row 21: a worker that dies with the VMs held: its successor releases them, and the point is true', async () => {
    await change()
    const { jobId, params, journal, facts } = await runUntilKilled()
    expect(await leftOnVms()).toEqual(protectedNames)
    await insertJob(db, { ...asJob(jobId, params), status: 'running', journal: journal.log, result: facts })
    const queue = await sending()
    await queue.deliver(db, jobId, group.id)
    await queue.stop()
    expect(await waitForJob(jobId, rig.token, undefined, 60)).toMatchObject({ status: 'succeeded' })
    expect(await leftOnVms()).toEqual([])
    expect(await newest()).toMatchObject({ snapshot_name: params.snapshot, consistency: 'application' })
  })

  test('failure-modes row 21: what a run left behind that nobody takes up is swept away by its exact name', async () => {
    const driver = await sites.vcenter(rig.ids.a.vcenter)
    const { jobId, params } = await runUntilKilled()
    const [vm] = params.quiesce?.vms ?? []
    if (!vm) throw new Error('The group has VMs')
    const stranger = { name: 'before patch', description: '', quiesce: false, memory: false }
    await driver.followTask(await driver.createSnapshot(vm.moref, stranger, { signal: never }), {
      signal: never,
      onProgress: () => {},
    })
    await insertJob(db, { ...asJob(jobId, params), status: 'cancelled', finishedAt: new Date() })
    expect(await leftOnVms()).toEqual(protectedNames)
    await sweepVmSnapshots.run({ db, sites, queue: sending, log: pino({ level: 'silent' }) }, never)
    expect(await leftOnVms()).toEqual([])
    const found = await driver.vmReadiness(vm.moref, { signal: never })
    expect(found?.snapshots.map(({ name }) => name)).toEqual(expect.arrayContaining(['before patch']))
  })
})

const sending = () => JobQueue.forSending(env.DATABASE_URL, () => {})

/** A run in this process that ends like a killed one, right after the ZFS snapshot. */
async function runUntilKilled() {
  const jobId = randomUUID()
  const row = await getGroup(db, group.id)
  const sequence = await takeSequence(db, group.id)
  const params = await replicateParamsOf(db, row, { jobId, sequence, at: new Date() })
  const facts: Record<string, unknown> = {}
  const journal = new ArrayJournal()
  const writing = journal.append.bind(journal)
  journal.append = async (entry) => {
    if (entry.step === 'release_vms') throw new Error('killed')
    await writing(entry)
  }
  const equipment = {
    db,
    sites,
    signal: never,
    reportBytes: () => {},
    notice: async () => {},
    result: async (more: Record<string, unknown>) => void Object.assign(facts, more),
    facts: () => facts,
  }
  const prepared = await kinds.replicate.prepare(params, equipment)
  await expect(prepared.run((workflow, given, tools) => runJob(workflow, given, tools, journal))).rejects.toThrow(
    'killed',
  )
  return { jobId, params, journal, facts }
}

function asJob(id: string, params: unknown) {
  return { id, kind: 'replicate' as const, protectionGroupId: group.id, params, requestedBy: 'story' }
}
