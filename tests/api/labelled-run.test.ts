import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { db } from '../../lib/db/client.ts'
import { insertJob } from '../../lib/db/new-jobs.ts'
import { DatasetName, Guid, recoveryPointName } from '../../lib/domain/zfs-names.ts'
import { dbLedger } from '../../lib/workflows/registry.ts'
import { call, tokenOf } from './call.ts'
import { waitForJob, withWorker } from './worker.ts'

withWorker()

let token = ''
let groupId = ''
let targetId = ''
const vmNames: string[] = []

const post = (path: string, body?: unknown) => call('POST', path, { token, body })
const points = async () => (await call('GET', `/protection-groups/${groupId}/recovery-points`, { token })).body.items

beforeAll(async () => {
  token = await tokenOf('admin')
  const make = async (path: string, body: unknown) => (await post(path, body)).body['id'] ?? ''
  const site = { driver: 'simulated', username: 'zfx', password: 'sesame' }
  const vcenterId = await make('/vcenters', { ...site, name: 'label', host: 'vms-20.label' })
  const sync = await post(`/vcenters/${vcenterId}/sync`)
  await waitForJob(sync.body['job_id'] ?? '', token)
  const appliance = { driver: 'simulated', username: 'zfx', pool: 'tank', dataset_prefix: 'zerfaux' }
  const source = await make('/targets', { ...appliance, name: 'a', host: 'a.label' })
  targetId = await make('/targets', { ...appliance, name: 'b', host: 'b.label' })
  groupId = await make('/protection-groups', {
    name: 'Labelled',
    source_vcenter_id: vcenterId,
    dr_vcenter_id: vcenterId,
    source_target_id: source,
    dr_target_id: targetId,
    protection_datastore: 'nfs-protected-01',
    rpo_minutes: 15,
    consistency: 'application',
    quiesce_timeout_seconds: 30,
  })
  const vms = await call('GET', `/vcenters/${vcenterId}/vms?power_state=powered_on&q=web&limit=2`, { token })
  for (const { id, name } of vms.body.items) {
    expect((await post(`/protection-groups/${groupId}/protected-vms`, { vm_id: id })).status).toBe(201)
    vmNames.push(String(name))
  }
})

describe('a run of an application-consistent group, with a label', () => {
  test('holds the VMs still, releases them before it sends, and its label is on record', async () => {
    const { body, status } = await post(`/protection-groups/${groupId}/run-now`, { label: '  before upgrade ' })
    expect(status).toBe(202)
    const jobId = body['job_id'] ?? ''
    const sending = await waitForJob(jobId, token, ({ steps }) =>
      steps.some((step) => step.name === 'send' && step.status === 'running'),
    )
    expect(vmNames).toHaveLength(2)
    expect(sending).toMatchObject({
      result: {
        consistency: 'application',
        vm_consistency: vmNames.map((name) => ({ name, consistency: 'application', because: null })),
      },
    })
    expect(sending.steps.find(({ name }) => name === 'release_vms')).toMatchObject({ status: 'done', notices: [] })
    await post(`/jobs/${jobId}/cancel`)
    await waitForJob(jobId, token)
    const audit = await call('GET', '/audit-events?action=run_now', { token })
    expect(audit.body.items).toMatchObject([{ details: { label: 'before upgrade' } }])
  })

  test.each([
    ['an empty one', { label: ' ' }],
    ['one that is too long', { label: 'x'.repeat(81) }],
    ['two lines', { label: 'a\nb' }],
    ['an escape', { label: 'a\u001b[31m' }],
  ])('%s is refused', async (_, body) => {
    const answer = await post(`/protection-groups/${groupId}/run-now`, body)
    expect(answer).toMatchObject({ status: 400, body: { fields: { label: [expect.any(String)] } } })
  })

  test('a point that a later run brings along says what its own run knew', async () => {
    const snapshot = recoveryPointName(new Date(Date.UTC(2026, 0, 1)), 99)
    const vmConsistency = [{ vmId: randomUUID(), name: 'db01', consistency: 'crash' as const, because: 'is suspended' }]
    const jobId = randomUUID()
    await insertJob(db, {
      id: jobId,
      kind: 'replicate',
      status: 'cancelled',
      protectionGroupId: groupId,
      params: { snapshot, label: 'given up' },
      result: { vmConsistency },
      finishedAt: new Date(),
      requestedBy: 'test',
    })
    const point = {
      id: randomUUID(),
      groupId,
      targetId,
      dataset: DatasetName.parse('tank/zerfaux/labelled'),
      snapshot,
      guid: Guid.parse('42'),
      sequence: 99,
      consistency: 'crash' as const,
      vmConsistency: null,
      label: null,
      takenAt: new Date(),
      bytes: null,
      referencedBytes: 1,
      writtenBytes: null,
      logicalBytes: null,
      streamBytes: null,
    }
    await dbLedger(db).record(point)
    await dbLedger(db).record(point)
    const [newest] = await points()
    expect(newest).toMatchObject({
      label: 'given up',
      consistency: 'crash',
      vm_consistency: [{ name: 'db01', because: 'is suspended' }],
    })
  })
})
