import { describe, expect, test } from 'vitest'
import { MoRef } from '../domain/inventory.ts'
import { runJob, undoJob } from './run-job.ts'
import { moveVm } from './move-vm.ts'
import { ArrayJournal } from './workflow.laws.ts'

import { makeWorld, ON, wholly } from './move-vm.world.ts'

describe('cancelling', () => {
  async function cancelled(options: { late?: boolean; cancelable?: boolean } = {}) {
    const world = makeWorld()
    const cancel = new AbortController()
    const stopping = world.meddled({
      followTask: async (task, given) => {
        if (cancel.signal.aborted) return world.driver.followTask(task, given)
        if (options.late) world.time.now += 60_000
        if (options.cancelable === false) {
          await world.update((state) => {
            const running = state.tasks[task]
            if (running) running.cancelable = false
          })
        }
        cancel.abort()
        throw new Error('cancelled')
      },
    })
    const tools = { ...stopping, signal: cancel.signal }
    const stop = () => (cancel.signal.aborted ? 'cancelled' : null)
    const status = await runJob(moveVm, world.params, tools, new ArrayJournal(), stop)
    return { ...world, status }
  }

  test('ends the task; the VM is where it was', async () => {
    const { status, recorded, notices, driver, tools } = await cancelled()
    expect(status).toBe('cancelled')
    expect(recorded.place).toMatchObject({ whole: false })
    expect(notices).toEqual([])
    expect(await driver.task(MoRef.parse('task-1'))).toMatchObject({ state: 'error', faultType: 'RequestCanceled' })
    expect(tools.facts()['placement']).toBeUndefined()
  })

  test.each([{ late: true }, { cancelable: false }])(
    'too late (%o): it stays there, and that is stored and said',
    async (how) => {
      const { status, recorded, notices } = await cancelled(how)
      expect(status).toBe('cancelled')
      expect(recorded.place).toEqual(wholly)
      expect(notices[0]).toContain('had ended before it could be stopped')
    },
  )

  test('waits for a vCenter that takes long to end it', async () => {
    const { params, tools, meddled } = makeWorld()
    const out = AbortSignal.abort(new Error('time is up'))
    const slow = { ...meddled({}), timeLimit: (milliseconds: number) => (milliseconds > 100_000 ? out : tools.signal) }
    const journal = new ArrayJournal()
    journal.log.push({ at: '', step: 'move', event: 'started' })
    await tools.result({
      task: await tools.vcenter.relocateVm(params.moref, MoRef.parse('datastore-15'), { signal: tools.signal }),
    })
    expect(await undoJob(moveVm, params, slow, journal, 'cancelled')).toBe('rolling_back')
    expect(await undoJob(moveVm, params, tools, journal, 'cancelled')).toBe('cancelled')
  })
})

test('what lies elsewhere after a task that ended well is named, and nothing is recorded as protected', async () => {
  const { params, recorded, meddled, driver } = makeWorld()
  const leaving = meddled({
    vmHardware: async (...given) => {
      const found = await driver.vmHardware(...given)
      return found && { ...found, files: [...found.files, '[vmfs-ssd-01] file-01/file-01.nvram'] }
    },
  })
  const journal = new ArrayJournal()
  expect(await runJob(moveVm, params, leaving, journal)).toBe('needs_operator')
  expect(journal.log.at(-1)?.error?.message).toBe(
    `Not all of file-01 lies on ${ON}: [vmfs-ssd-01] file-01/file-01.nvram`,
  )
  expect(recorded.place).toMatchObject({ whole: false })
})
