import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { db } from '../../lib/db/client.ts'
import { insertJob } from '../../lib/db/new-jobs.ts'
import type { JobStatus } from '../../lib/domain/job-status.ts'
import { recoveryPointName } from '../../lib/domain/zfs-names.ts'
import type { VsphereDriver } from '../../lib/drivers/vsphere/vsphere-driver.ts'
import { sweepVmSnapshots } from '../../lib/workflows/duties/sweep-vm-snapshots.ts'
import { Sites } from '../../lib/workflows/sites.ts'
import { call, tokenOf } from './call.ts'

const sites = new Sites(db)
const never = new AbortController().signal
let token = ''
let vcenterId = ''
let groupId = ''
let driver: VsphereDriver
const vms: { moref: Awaited<ReturnType<VsphereDriver['createSnapshot']>>; name: string }[] = []
let sequence = 0

const make = async (path: string, body: unknown) => (await call('POST', path, { token, body })).body['id'] ?? ''
const noQueue = () => Promise.reject(new Error('The sweeper starts no jobs'))
const sweep = () => sweepVmSnapshots.run({ db, sites, queue: noQueue, log: pino({ level: 'silent' }) }, never)
const left = async () => (await driver.ourSnapshots({ signal: never })).map(({ name }) => name)

beforeAll(async () => {
  token = await tokenOf('admin')
  const site = { driver: 'simulated', username: 'zfx', password: 'sesame' }
  vcenterId = await make('/vcenters', { ...site, name: 'sweep', host: 'vms-20.sweep' })
  const [source, dr] = await Promise.all(
    ['a', 'b'].map((name) =>
      make('/targets', { name, driver: 'simulated', host: `${name}.sweep`, username: 'zfx', pool: 'tank' }),
    ),
  )
  groupId = await make('/protection-groups', {
    name: 'Swept',
    source_vcenter_id: vcenterId,
    dr_vcenter_id: vcenterId,
    source_target_id: source,
    dr_target_id: dr,
    protection_datastore: 'nfs-protected-01',
    rpo_minutes: 15,
    consistency: 'application',
  })
  driver = await sites.vcenter(vcenterId)
  for await (const page of driver.virtualMachines({ signal: never }))
    vms.push(...page.filter(({ toolsStatus }) => toolsStatus === 'running'))
})

afterAll(() => sites.close())

/** A snapshot on that VM, and a run that asked `asked` for it. */
async function leave(status: JobStatus, { asked = [0] }: { asked?: number[] } = {}): Promise<string> {
  const name = recoveryPointName(new Date(Date.UTC(2026, 0, 1)), (sequence += 1))
  const [vm] = vms
  if (!vm) throw new Error('The vCenter has VMs')
  const task = await driver.createSnapshot(
    vm.moref,
    { name, description: '', quiesce: false, memory: false },
    { signal: never },
  )
  await driver.followTask(task, { signal: never, onProgress: () => {} })
  const quiesce = { vcenterId, timeoutSeconds: 120, vms: asked.map((at) => ({ ...vms[at], vmId: randomUUID() })) }
  const finished = status === 'succeeded' || status === 'cancelled'
  const inserted = await insertJob(db, {
    kind: 'replicate',
    status,
    protectionGroupId: groupId,
    params: { snapshot: name, quiesce },
    finishedAt: finished ? new Date() : null,
    requestedBy: 'test',
  })
  expect(inserted).not.toBeNull()
  return name
}

describe('failure-modes row 21: the sweeper', () => {
  test('removes what runs that ended left behind, and keeps a record of it', async () => {
    const names = [await leave('succeeded'), await leave('cancelled')]
    expect(await left()).toEqual(names)
    await sweep()
    expect(await left()).toEqual([])
    const { body } = await call('GET', '/audit-events?action=remove_left_vm_snapshot', { token })
    expect(body.items).toHaveLength(2)
    expect(body.items[0]).toMatchObject({
      actor: 'system:sweeper',
      object_id: groupId,
      details: expect.objectContaining({ vm: vms[0]?.name }),
    })
    await sweep()
    expect((await call('GET', '/audit-events?action=remove_left_vm_snapshot', { token })).body.items).toHaveLength(2)
  })

  test('leaves alone what a run at work holds, what no run asked this VM for, and what others made', async () => {
    const [vm] = vms
    const stranger = { name: 'before upgrade', description: '', quiesce: false, memory: false }
    if (vm) await driver.createSnapshot(vm.moref, stranger, { signal: never })
    const alike = { ...stranger, name: 'zfx_20200101T000000Z_000001' }
    if (vm) await driver.createSnapshot(vm.moref, alike, { signal: never })
    const names = [await leave('succeeded', { asked: [1] }), await leave('running')]
    await sweep()
    expect((await left()).toSorted()).toEqual([alike.name, ...names].toSorted())
    const found = vm && (await driver.vmReadiness(vm.moref, { signal: never }))
    expect(found?.snapshots.map(({ name }) => name)).toContain('before upgrade')
  })

  test('a vCenter that does not answer is no reason to fail', async () => {
    await call('PATCH', `/vcenters/${vcenterId}`, { token, body: { host: 'unreachable.sweep' } })
    await sweep()
  })
})
