import { beforeAll, describe, expect, test } from 'vitest'
import type { VmRecord } from '../../../lib/domain/inventory.ts'
import { waitForJob, withWorker } from '../../api/worker.ts'
import { Sites } from '../../../lib/workflows/sites.ts'
import { toJson } from '../../../lib/http/json-keys.ts'
import { call, database } from '../../api/call.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

const WANTED = 200
let rig: ProductRig
let vcenter = ''

type Vm = Record<string, unknown> & { id: string; name: string; moref: string }

async function allVms(): Promise<Vm[]> {
  const vms: Vm[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await call('GET', `/vcenters/${vcenter}/vms?limit=500${cursor && `&cursor=${cursor}`}`, {
      token: rig.token,
    })
    vms.push(...body.items)
    cursor = body['next_cursor'] ?? null
  }
  return vms
}

async function sync() {
  const { job_id: jobId = '' } = await rig.post(`/vcenters/${vcenter}/sync`)
  const job = await waitForJob(jobId, rig.token, undefined, 120)
  expect(job.status).toBe('succeeded')
  return job.result
}

/** A vCenter writes `/` in a name as `%2f`. */
const shown = (name: string) => name.replaceAll('%2f', '/')

beforeAll(async () => {
  rig = await makeProductRig()
  vcenter = rig.ids.b.vcenter
  const there = await sync()
  const missing = WANTED - Number(there?.['vms_found'])
  if (missing > 0) await rig.vcenters.b.addVms(missing)
  await sync()
})

describe('a vCenter with 200 VMs', () => {
  test('the rows are what the driver reads, column by column', async () => {
    const driver = await new Sites(database).vcenter(vcenter)
    const read = new Map<string, VmRecord>()
    for await (const page of driver.virtualMachines({ signal: AbortSignal.timeout(60_000) }))
      for (const vm of page) read.set(vm.moref, vm)
    await driver.close()
    const rows = await allVms()
    expect(rows.length).toBeGreaterThanOrEqual(WANTED)
    expect(rows).toHaveLength(read.size)
    for (const row of rows) {
      const record = read.get(row.moref)
      expect(row).toMatchObject(toJson(record) as object)
    }
  })

  test('a second sync with nothing changed finds nothing', async () => {
    expect(await sync()).toMatchObject({ vms_added: 0, vms_changed: 0, vms_relinked: 0, vms_gone: 0 })
  })

  test('3 added, 2 changed, 1 removed and 1 re-registered give exactly that', async () => {
    const before = await allVms()
    const [first, second, third, fourth] = before.filter(
      ({ power_state: power, is_template: template }) => power === 'powered_off' && !template,
    )
    if (!first || !second || !third || !fourth) throw new Error('The lab should have four VMs that are off')
    const { control } = labVcenter('b')
    const added = await control.addVms(3)
    await control.changeVm(first.name, { memory_mib: 3072 })
    await control.changeVm(second.name, { rename: `${second.name}-renamed` })
    await control.removeVm(third.name)
    const moref = await control.reregister(fourth.name)

    expect(await sync()).toMatchObject({
      vms_found: before.length + 2,
      vms_added: 3,
      vms_changed: 2,
      vms_relinked: 1,
      vms_gone: 1,
    })
    const after = await allVms()
    const byId = new Map(after.map((vm) => [vm.id, vm]))
    expect(byId.get(first.id)).toMatchObject({ memory_bytes: 3072 * 1024 ** 2 })
    expect(byId.get(second.id)).toMatchObject({ name: `${second.name}-renamed` })
    expect(byId.has(third.id)).toBe(false)
    expect(moref).not.toBe(fourth.moref)
    expect(byId.get(fourth.id)).toEqual({ ...fourth, moref, last_seen_at: expect.any(String) })
    const known = new Set(before.map(({ id }) => id))
    expect(
      after
        .filter(({ id }) => !known.has(id))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(added.map(shown).sort())
  })

  test('a session that ended in between is not noticed', async () => {
    await labVcenter('b').control.endSessions()
    expect(await sync()).toMatchObject({ vms_added: 0, vms_gone: 0 })
  })
})
