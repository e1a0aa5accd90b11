import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import { MoRef } from '../domain/inventory.ts'
import { type SimulatedVcenter } from '../drivers/vsphere/simulated-vcenter.ts'
import { spoilNext } from '../drivers/vsphere/simulated/simulated-trouble.ts'
import { runJob } from './run-job.ts'
import { moveVm } from './move-vm.ts'
import { ArrayJournal, obeysTheLaws } from './workflow.laws.ts'

import { settle } from '../drivers/vsphere/simulated/simulated-effect.ts'
import { id, makeWorld, ON, wholly } from './move-vm.world.ts'

describe('moving a VM', () => {
  obeysTheLaws(moveVm, () => makeWorld(), makeWorld().params)

  test('all of it lies there then, as re-read; progress only grows', async () => {
    const { params, tools, recorded, progress, facts } = makeWorld()
    expect(await runJob(moveVm, params, tools, new ArrayJournal())).toBe('succeeded')
    expect(recorded.place).toEqual(wholly)
    expect(progress.length).toBeGreaterThan(5)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBe(params.bytesToMove)
    expect(facts()).toMatchObject({ placement: { datastore: ON, home: wholly.vmxPath } })
  })

  test('one that is there already is only looked at', async () => {
    const { params, tools, recorded, begun } = makeWorld((_, vm) => {
      vm.vmxPath = `[${ON}] file-01/file-01.vmx`
      for (const disk of vm.disks) disk.datastore = ON
    })
    expect(await runJob(moveVm, params, tools, new ArrayJournal())).toBe('succeeded')
    expect(recorded.place).toEqual(wholly)
    expect(await begun()).toBe(0)
  })
})

describe('what is there now decides, not what was planned', () => {
  test.each<[string, (state: SimulatedVcenter, vm: SimulatedVcenter['vms'][number]) => void, RegExp]>([
    ['a snapshot since', (_, vm) => void (vm.snapshotCount = 1), /has 1 snapshot/],
    ['a raw device', (_, vm) => void vm.disks.forEach((disk) => (disk.backing = 'raw_device')), /raw device/],
    ['gone', (state) => void (state.vms = []), /no longer in its vCenter/],
    [
      'a folder of its name',
      (state, vm) => {
        const other = state.vms.find(({ moref }) => moref !== vm.moref)
        if (other) other.vmxPath = `[${ON}] file-01/other.vmx`
      },
      /A folder file-01 is already on/,
    ],
  ])('%s', async (_, change, message) => {
    const { params, tools, begun } = makeWorld(change)
    const journal = new ArrayJournal()
    expect(await runJob(moveVm, params, tools, journal)).toBe('needs_operator')
    expect(journal.log.at(-1)?.error?.message).toMatch(message)
    expect(journal.log.at(-1)?.error?.hint).toBeTruthy()
    expect(await begun()).toBe(0)
  })

  test('a VM under a new MoRef is found by its instance UUID', async () => {
    const world = makeWorld((state, vm) => {
      // Its number was handed out again.
      state.vms.push({ ...structuredClone(vm), name: 'stranger', instanceUuid: id('9') })
      vm.moref = MoRef.parse('vm-9999')
    })
    const params = { ...world.params, moref: MoRef.parse('vm-2029') }
    expect(await runJob(moveVm, params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(world.facts()['vmMoref']).toBe('vm-9999')
    expect(world.recorded.place).toEqual(wholly)
  })
})

describe('the task', () => {
  test.each(['FileLocked', 'InsufficientResourcesFault', 'NoPermission', 'NoDiskSpace'])(
    'ends with %s: told with what to do, the VM is where it was, and a retry begins another',
    async (fault) => {
      const { params, tools, recorded, update, begun } = makeWorld()
      await update((state) => spoilNext(state, { call: 'relocateVm', fault, at: 'task' }))
      const journal = new ArrayJournal()
      expect(await runJob(moveVm, params, tools, journal)).toBe('needs_operator')
      expect(journal.log.at(-1)?.error).toMatchObject({
        message: expect.stringContaining(fault),
        hint: expect.any(String),
      })
      expect(recorded.place?.whole).toBe(false)
      expect(await runJob(moveVm, params, tools, journal)).toBe('succeeded')
      expect(await begun()).toBe(2)
    },
  )

  test('is refused at once for want of a privilege', async () => {
    const { params, tools, update } = makeWorld()
    await update((state) => spoilNext(state, { call: 'relocateVm', fault: 'NoPermission', at: 'call' }))
    const journal = new ArrayJournal()
    expect(await runJob(moveVm, params, tools, journal)).toBe('needs_operator')
    expect(journal.log.at(-1)?.error).toMatchObject({
      code: 'permission_missing',
      hint: expect.stringContaining('Datastore.AllocateSpace'),
    })
  })

  test('is followed by the worker that takes over; no other is begun', async () => {
    const { params, tools, recorded, begun, meddled } = makeWorld()
    const dying = new AbortController()
    const first = meddled({
      followTask: async (task, options) => {
        dying.abort()
        throw new Error(`the worker died while it followed ${task} ${options.signal.aborted}`)
      },
    })
    const journal = new ArrayJournal()
    const interrupted = () => (dying.signal.aborted ? 'interrupted' : null)
    await expect(runJob(moveVm, params, first, journal, interrupted)).rejects.toThrow('Stopped in move')
    expect(await runJob(moveVm, params, tools, journal)).toBe('succeeded')
    expect(recorded.place).toEqual(wholly)
    expect(await begun()).toBe(1)
  })

  test('was begun but its answer was lost: the next attempt waits for it, and finds the VM there', async () => {
    const { params, tools, recorded, begun, meddled, driver, time } = makeWorld()
    const lossy = meddled({
      relocateVm: async (...given) => {
        await driver.relocateVm(...given)
        throw new ZerfauxError('unreachable', 'the answer was lost')
      },
    })
    const journal = new ArrayJournal()
    expect(await runJob(moveVm, params, lossy, journal)).toBe('retrying')
    expect(await runJob(moveVm, params, tools, journal)).toBe('retrying')
    expect(journal.log.at(-1)?.error).toMatchObject({ code: 'busy' })
    time.now += 60_000
    expect(await runJob(moveVm, params, tools, journal)).toBe('succeeded')
    expect(recorded.place).toEqual(wholly)
    expect(await begun()).toBe(1)
  })

  test.each([
    { case: 'and the VM is there', moved: true, tasks: 0 },
    { case: 'and the VM is not there', moved: false, tasks: 1 },
  ])('ended and was forgotten by the vCenter, $case', async ({ moved, tasks }) => {
    const { params, tools, recorded, begun, update, meddled, time } = makeWorld()
    const journal = new ArrayJournal()
    const cut = meddled({
      followTask: async () => {
        throw new ZerfauxError('unreachable', 'the link broke')
      },
    })
    expect(await runJob(moveVm, params, cut, journal)).toBe('retrying')
    if (moved) time.now += 60_000
    await update((state) => {
      // Carried out or not, nothing of it is known any more.
      settle(state, time.now)
      state.tasks = {}
    })
    expect(await runJob(moveVm, params, tools, journal)).toBe('succeeded')
    expect(recorded.place).toEqual(wholly)
    expect(await begun()).toBe(tasks)
  })

  test('is gone on with through an ended session', async () => {
    const { params, tools, recorded, meddled, driver } = makeWorld()
    let ended = 0
    const flaky = meddled({
      followTask: async (...given) => {
        if (ended++ < 2) throw new ZerfauxError('session_ended', 'the session has ended')
        return driver.followTask(...given)
      },
    })
    const journal = new ArrayJournal()
    expect(await runJob(moveVm, params, flaky, journal)).toBe('retrying')
    expect(await runJob(moveVm, params, flaky, journal)).toBe('retrying')
    expect(await runJob(moveVm, params, flaky, journal)).toBe('succeeded')
    expect(recorded.place).toEqual(wholly)
    expect(tools.facts()['task']).toBe('task-1')
  })
})
