import { expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import type { JobStatus } from '../domain/job-status.ts'
import type { JournalEntry } from '../domain/journal.ts'
import { runJob } from './run-job.ts'
import { itinerary, type Journal, type Step, type Workflow } from './workflow.ts'

export class ArrayJournal implements Journal {
  readonly log: JournalEntry[] = []
  status: JobStatus = 'queued'
  crashed = false

  entries(): readonly JournalEntry[] {
    return this.log
  }

  async append(entry: Omit<JournalEntry, 'at'>): Promise<void> {
    if (this.crashed) throw new Error('crashed')
    this.log.push({ ...entry, at: new Date(0).toISOString() })
  }

  async setStatus(status: JobStatus): Promise<void> {
    if (this.crashed) throw new Error('crashed')
    this.status = status
  }
}

export type World<Params, Tools> = { params: Params; tools: Tools; fingerprint: () => Promise<unknown> }

/** What every workflow promises, tried at every one of its steps. */
export function obeysTheLaws<Params, Tools>(
  workflow: Workflow<Params, Tools>,
  makeWorld: () => World<Params, Tools> | Promise<World<Params, Tools>>,
  params: Params,
): void {
  const steps = itinerary(workflow, params).map((step) => step.name)

  function meddled(
    name: string,
    run: (step: Step<Params, Tools>) => Step<Params, Tools>['run'],
  ): Workflow<Params, Tools> {
    return {
      ...workflow,
      steps: workflow.steps.map((step) => (step.name === name ? { ...step, run: run(step) } : step)),
    }
  }

  const crashes = steps.flatMap(
    (name) =>
      [
        { moment: 'before', name },
        { moment: 'after', name },
      ] as const,
  )

  test.each(crashes)('a crash right $moment $name did its work makes no difference', async ({ moment, name }) => {
    const [world, untroubled] = [await makeWorld(), await makeWorld()]
    const journal = new ArrayJournal()
    const crashing = meddled(name, (step) => async (given, tools) => {
      if (moment === 'after') await step.run(given, tools)
      journal.crashed = true
    })
    await expect(runJob(crashing, world.params, world.tools, journal)).rejects.toThrow('crashed')
    journal.crashed = false
    expect(await runJob(workflow, world.params, world.tools, journal)).toBe('succeeded')
    expect(await runJob(workflow, untroubled.params, untroubled.tools, new ArrayJournal())).toBe('succeeded')
    expect(await world.fingerprint()).toEqual(await untroubled.fingerprint())
  })

  test('running a finished job again does nothing', async () => {
    const world = await makeWorld()
    const journal = new ArrayJournal()
    expect(await runJob(workflow, world.params, world.tools, journal)).toBe('succeeded')
    const [before, events] = [await world.fingerprint(), journal.log.length]
    expect(await runJob(workflow, world.params, world.tools, journal)).toBe('succeeded')
    expect(await world.fingerprint()).toEqual(before)
    expect(journal.log).toHaveLength(events)
  })

  test.each(steps)('a hopeless failure in %s puts everything back, or asks', async (name) => {
    const world = await makeWorld()
    const before = await world.fingerprint()
    const failing = meddled(name, () => async () => {
      throw new ZerfauxError('remote_rejected', 'no')
    })
    const journal = new ArrayJournal()
    const status = await runJob(failing, world.params, world.tools, journal)
    expect(journal.log.findLast((entry) => entry.event === 'failed')?.error?.code).toBe('remote_rejected')
    if (workflow.whenHopeless === 'ask_operator') {
      expect(status).toBe('needs_operator')
      expect(await runJob(workflow, world.params, world.tools, journal)).toBe('succeeded')
      return
    }
    expect(status).toBe('rolled_back')
    expect(await world.fingerprint()).toEqual(before)
  })

  test.each(steps)('a passing failure in %s is retried, and a second attempt ends well', async (name) => {
    const world = await makeWorld()
    const journal = new ArrayJournal()
    let failed = false
    const failingOnce = meddled(name, (step) => async (given, tools) => {
      if (failed) return step.run(given, tools)
      failed = true
      throw new ZerfauxError('unreachable', 'not now')
    })
    expect(await runJob(failingOnce, world.params, world.tools, journal)).toBe('retrying')
    expect(await runJob(failingOnce, world.params, world.tools, journal)).toBe('succeeded')
  })

  test.each(steps)('cancelled in %s, it ends as cancelled and every step begun is undone', async (name) => {
    const world = await makeWorld()
    const journal = new ArrayJournal()
    let cancelled = false
    const stopping = meddled(name, (step) => async (given, tools) => {
      await step.run(given, tools)
      cancelled = true
      throw new ZerfauxError('cancelled', 'stop')
    })
    expect(await runJob(stopping, world.params, world.tools, journal, () => (cancelled ? 'cancelled' : null))).toBe(
      'cancelled',
    )
    const begun = new Set(journal.log.filter((entry) => entry.event === 'started').map((entry) => entry.step))
    const undone = new Set(journal.log.filter((entry) => entry.event === 'undone').map((entry) => entry.step))
    expect(undone).toEqual(begun)
  })
}
