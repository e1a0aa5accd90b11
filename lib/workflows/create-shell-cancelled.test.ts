import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import { createShell } from './create-shell.ts'
import { makeShellWorld } from './create-shell.world.ts'
import { runJob, undoJob } from './run-job.ts'
import { ArrayJournal } from './workflow.laws.ts'

/** Cancelled there: what comes before it is done. */
const stopAtExemption = {
  clusterOverrides: async () => null,
  exemptFromCluster: () => Promise.reject(new ZerfauxError('cancelled', 'stop')),
}

type World = Awaited<ReturnType<typeof makeShellWorld>>

describe('cancelled', () => {
  async function cancelledAfterCreation(world: World) {
    const { params, tools } = await world.world()
    const journal = new ArrayJournal()
    const stopping = world.newTools(stopAtExemption)
    const shared = { ...stopping, facts: tools.facts, result: tools.result }
    await runJob(createShell, params, shared, journal)
    return undoJob(createShell, params, shared, journal, 'cancelled')
  }

  test('what this job made is removed again', async () => {
    const world = await makeShellWorld()
    const before = await world.fingerprint()
    expect(await cancelledAfterCreation(world)).toBe('cancelled')
    expect(await world.fingerprint()).toEqual(before)
  })

  test('what another job made meanwhile stays', async () => {
    const world = await makeShellWorld()
    const { params, tools } = await world.world()
    await world.makeShell()
    world.record.moref = null
    const stopping = world.newTools(stopAtExemption)
    const shared = { ...stopping, facts: tools.facts, result: tools.result }
    const journal = new ArrayJournal()
    await runJob(createShell, params, shared, journal)
    expect(journal.log.some(({ step, event }) => step === 'create' && event === 'done')).toBe(true)
    expect(await undoJob(createShell, params, shared, journal, 'cancelled')).toBe('cancelled')
    expect((await world.fingerprint()).shells).toHaveLength(1)
  })

  test('what was adopted stays', async () => {
    const world = await makeShellWorld()
    await world.makeShell()
    expect(await cancelledAfterCreation(world)).toBe('cancelled')
    expect((await world.fingerprint()).shells).toHaveLength(1)
  })
})
