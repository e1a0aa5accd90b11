import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isShellOf } from '../../../lib/domain/shell-spec.ts'
import { MoRef } from '../../../lib/domain/inventory.ts'
import type { VsphereDriver } from '../../../lib/drivers/vsphere/vsphere-driver.ts'
import { withWorker } from '../../api/worker.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { makeShellRig, removeShells, type ShellRig } from './shell-rig.ts'
import { labVsphereDriver } from './vsphere-rig.ts'

withWorker()

let rig: ShellRig
let driver: VsphereDriver
const signal = () => ({ signal: AbortSignal.timeout(30_000) })
const vm = (at: number) => rig.vms[at]?.id ?? ''
const marked = async (at: number) => driver.findByExtraConfig('zfx.protected_vm', vm(at), signal())
const hardware = async (moref: string | null) => driver.vmHardware(MoRef.parse(moref), signal())

beforeAll(async () => {
  rig = await makeShellRig('shell', 6)
  await rig.map('placeholder-b')
  driver = labVsphereDriver(labVcenter('b').info)
})
afterEach(async () => {
  await rig.dr.clearFaults()
  await rig.dr.setTaskDelay('CreateVM_Task', 0)
})
afterAll(async () => {
  await removeShells(
    driver,
    rig.vms.map(({ id }) => id),
  )
  await driver.close()
})

test('row 14: the shell is off, empty and unplugged, equal to its source, and its cluster leaves it alone', async () => {
  const job = await rig.makeShell(vm(0))
  expect(job).toMatchObject({ status: 'succeeded', result: { verified: { disks: 0 } } })
  const { dr_shell_status: status, dr_shell_moref: moref, name } = await rig.vm(vm(0))
  expect(status).toBe('created')
  const plan = await rig.get(`/protected-vms/${vm(0)}/dr-shell-plan`)
  expect(plan).toMatchObject({ way: 'adopt', differences: [], blockers: [], existing_shell: { moref } })
  const shell = await hardware(moref)
  expect(shell).toMatchObject({ name, powerState: 'powered_off', disks: [], connectedNics: [] })
  expect(shell?.vmxPath).toMatch(/^\[placeholder-b\] /)
  expect(isShellOf(shell?.extraConfig ?? {}, vm(0))).toBe(true)
  const clusters = (await driver.objects(signal())).filter((object) => object.kind === 'cluster')
  const cluster = clusters.find(({ moref: one }) => one === plan['placement']?.['cluster']?.['moref'])
  const overrides = cluster && (await driver.clusterOverrides(MoRef.parse(moref), cluster.moref, signal()))
  if (cluster?.haEnabled) expect(overrides).toMatchObject({ haRestart: 'disabled' })
  if (cluster?.drsEnabled) expect(overrides).toMatchObject({ drs: 'manual' })
})

describe('failures on the way', () => {
  test('a lost answer of CreateVM_Task leads to no second shell', async () => {
    await rig.dr.failNext({ method: 'CreateVM_Task', fault: 'lost_answer' })
    expect(await rig.makeShell(vm(1))).toMatchObject({ status: 'succeeded' })
    expect(await marked(1)).toHaveLength(1)
  })

  test('row 22: sessions end in the middle of the task, and it is followed all the same', async () => {
    await rig.dr.setTaskDelay('CreateVM_Task', 2_000)
    const begun = await rig.post(`/protected-vms/${vm(2)}/create-dr-shell`)
    await rig.settled(begun['job_id'], ({ result }) => result?.['create_task'] !== undefined)
    await rig.dr.endSessions()
    expect(await rig.settled(begun['job_id'])).toMatchObject({ status: 'succeeded' })
    expect(await marked(2)).toHaveLength(1)
  })

  test('no room waits for a person; a retry ends well', async () => {
    await rig.dr.failNext({ method: 'CreateVM_Task', fault: 'InsufficientResourcesFault', at: 'task' })
    const begun = await rig.post(`/protected-vms/${vm(3)}/create-dr-shell`)
    const waiting = await rig.settled(begun['job_id'], ({ status }) => status === 'needs_operator')
    expect(waiting.error).toMatchObject({ hint: expect.stringMatching(/Free CPU/) })
    expect(await rig.vm(vm(3))).toMatchObject({ dr_shell_status: 'error' })
    await rig.post(`/jobs/${begun['job_id']}/retry`)
    expect(await rig.settled(begun['job_id'])).toMatchObject({ status: 'succeeded' })
  })

  test('cancelled in the middle of the creation, nothing is left behind', async () => {
    await rig.dr.setTaskDelay('CreateVM_Task', 20_000)
    const begun = await rig.post(`/protected-vms/${vm(4)}/create-dr-shell`)
    await rig.settled(begun['job_id'], ({ result }) => result?.['create_task'] !== undefined)
    await rig.post(`/jobs/${begun['job_id']}/cancel`)
    expect(await rig.settled(begun['job_id'])).toMatchObject({ status: 'cancelled' })
    expect(await marked(4)).toEqual([])
    expect(await rig.vm(vm(4))).toMatchObject({ dr_shell_status: 'none', dr_shell_moref: null })
  })
})

describe('found at the sync', () => {
  const attention = async () => (await rig.vm(vm(0))).attention.map(({ code }) => code)

  test('row 23: registered anew, it is relinked by its marks; what its cluster has forgotten is said', async () => {
    const { dr_shell_moref: old, name } = await rig.vm(vm(0))
    const moref = await rig.dr.reregister(name)
    expect((await rig.sync('b')).result).toMatchObject({ shells_relinked: 1 })
    expect(moref).not.toBe(old)
    expect(await rig.vm(vm(0))).toMatchObject({
      dr_shell_status: 'created',
      dr_shell_moref: moref,
      attention: [{ code: 'dr_shell_changed', message: expect.stringMatching(/as the cluster instead of/) }],
    })
  })

  test('changed, it is said, and mended by the same job', async () => {
    await rig.makeShell(vm(0))
    await rig.dr.changeVm((await rig.vm(vm(0))).name, { memory_mib: 1024 })
    await rig.sync('b')
    expect(await attention()).toEqual(['dr_shell_changed'])
    expect(await rig.makeShell(vm(0))).toMatchObject({ status: 'succeeded' })
    await rig.sync('b')
    expect(await attention()).toEqual([])
    expect(await marked(0)).toHaveLength(1)
  })

  test('row 27: removed by somebody, it is missing until it is made anew', async () => {
    await rig.dr.removeVm((await rig.vm(vm(0))).name)
    await rig.sync('b')
    expect(await rig.vm(vm(0))).toMatchObject({ dr_shell_status: 'missing', dr_shell_moref: null })
    expect(await attention()).toEqual(['dr_shell_missing'])
    expect(await rig.makeShell(vm(0))).toMatchObject({ status: 'succeeded' })
    expect(await attention()).toEqual([])
  })
})

describe('row 27: a shell that belongs to no protected VM any more', () => {
  type Item = { id: string; kind: string; vm_moref: string; because: string; in_the_way: string | null }
  /** Other stories may leave their own there. */
  const stray = async (moref: string | null) => {
    const { items, sites } = await rig.get(`/leftovers?vcenter_id=${rig.ids.b}`)
    expect(sites).toMatchObject([{ id: rig.ids.b, error: null }])
    return ((items ?? []) as Item[]).filter((item) => item.kind === 'dr_shell' && item.vm_moref === moref)
  }
  const end = async (task: Promise<MoRef>) => {
    const last = await driver.followTask(await task, { ...signal(), onProgress: () => {} })
    expect(last.state).toBe('success')
  }

  test('it is listed, kept while it runs, removed on request when it is empty and off; the others stay', async () => {
    const leaves = await rig.vm(vm(3))
    const moref = MoRef.parse(leaves.dr_shell_moref)
    expect(await stray(moref)).toEqual([])
    await rig.remove(`/protected-vms/${vm(3)}`)
    const [item] = await stray(moref)
    expect(item).toMatchObject({
      object: leaves.name,
      bytes: null,
      because: expect.stringMatching(/^The VM that it was made for has left shell /),
      in_the_way: null,
    })

    await end(driver.power(moref, 'on', signal()))
    expect(await stray(moref)).toMatchObject([{ id: item?.id, in_the_way: 'it is not powered off' }])
    await expect(rig.post('/leftovers/release', { ids: [item?.id] })).rejects.toThrow(/not powered off/)
    await end(driver.power(moref, 'off', signal()))

    const { job_id: jobId } = await rig.post('/leftovers/release', { ids: [item?.id] })
    expect(await rig.settled(jobId)).toMatchObject({
      status: 'succeeded',
      result: { released: [expect.stringContaining(`${leaves.name} (${moref})`)] },
    })
    expect(await hardware(moref)).toBeNull()
    expect(await marked(3)).toEqual([])
    expect(await stray(moref)).toEqual([])
    expect(await marked(0)).toHaveLength(1)
  })

  test('a lost answer of its removal is looked into, and what is gone is told as released', async () => {
    const { dr_shell_moref: moref } = await rig.vm(vm(2))
    await rig.remove(`/protected-vms/${vm(2)}`)
    const [item] = await stray(moref)
    await rig.dr.failNext({ method: 'Destroy_Task', fault: 'lost_answer' })
    const { job_id: jobId } = await rig.post('/leftovers/release', { ids: [item?.id] })
    expect(await rig.settled(jobId)).toMatchObject({
      status: 'succeeded',
      result: { released: [expect.stringContaining(`(${moref})`)] },
    })
    expect(await hardware(moref)).toBeNull()
  })
})

test('row 28: mappings of the way there say nothing of the way back, and preflight asks for those', async () => {
  const checks: { code: string; outcome: string }[] =
    (await rig.get(`/protection-groups/${rig.groupId}/preflight`))['checks'] ?? []
  const outcome = (code: string) => checks.find((check) => check.code === code)?.outcome
  expect([outcome('network_mappings'), outcome('network_mappings_back')]).toEqual(['pass', 'warn'])
})

test('a batch is made in its lane, and a shell removed when its VM leaves the group', async () => {
  const ids = [vm(4), vm(5)]
  const { job_ids: jobs } = await rig.post(`/protection-groups/${rig.groupId}/create-dr-shells`, {
    protected_vm_ids: ids,
  })
  for (const job of jobs ?? []) expect(await rig.settled(job)).toMatchObject({ status: 'succeeded' })
  const { job_id: jobId } = await rig.post(`/protected-vms/${vm(5)}/remove-dr-shell`, { unprotect: true })
  expect(await rig.settled(jobId)).toMatchObject({ status: 'succeeded' })
  expect(await marked(5)).toEqual([])
})
