import { expect, test } from 'vitest'
import { setUnreachable, writeTo } from '../drivers/zfs/simulated-faults.ts'
import { replicate } from './replicate.ts'
import { makeWorld, MIB, paramsOf, source, target, targetId } from './replicate.world.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal } from './workflow.laws.ts'

const MINUTE = 60_000

/** A group with one point on both sides, and a job that has met a target that is away. */
async function outage(more: Partial<ReturnType<typeof paramsOf>> = {}) {
  const world = makeWorld()
  await world.round(1)
  world.sequences.last = 2
  const params = { ...paramsOf(2), pointEverySeconds: 900, ...more }
  // The name of a job's own point tells when the job was made.
  world.clock.now = Date.UTC(2026, 0, 1, 0, 2)
  const journal = new ArrayJournal()
  const attempt = async (minutesLater: number) => {
    world.clock.now += minutesLater * MINUTE
    return runJob(replicate, params, world.newTools(), journal)
  }
  const names = async (side: 'source' | 'target') => {
    const seen = await (side === 'source' ? world.bare.source.observe(source) : world.bare.target.observe(target))
    return (seen?.snapshots ?? []).map(({ name }) => Number(name.split('_').at(-1)))
  }
  const error = () => journal.log.findLast(({ event }) => event === 'failed')?.error
  await setUnreachable(world.stores.target, true)
  return { ...world, params, attempt, names, error }
}

test('while the target is away the source takes its point on time, and further ones when they are due', async () => {
  const world = await outage()
  expect(await world.attempt(0)).toBe('retrying')
  expect(await world.names('source')).toEqual([1, 2])
  for (const minutes of [5, 5]) expect(await world.attempt(minutes)).toBe('retrying')
  expect(await world.names('source')).toEqual([1, 2])
  for (const minutes of [5, 5, 5, 5]) expect(await world.attempt(minutes)).toBe('retrying')
  expect(await world.names('source')).toEqual([1, 2, 3, 4])
  expect(world.error()).toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/does not answer\. Meanwhile .* 3 wait to be sent/),
  })
})

test('when it is back each of them is sent, verified and held', async () => {
  const world = await outage()
  for (const minutes of [0, 15, 15]) await world.attempt(minutes)
  await setUnreachable(world.stores.target, false)
  expect(await world.attempt(5)).toBe('succeeded')
  expect(await world.names('target')).toEqual([1, 2, 3, 4])
  const { source: from, target: to, points } = await world.fingerprint()
  expect(points).toEqual(['1', '2', '3', '4'])
  expect(to?.snapshots.every((line) => line.endsWith(' point'))).toBe(true)
  expect(from?.snapshots.every((line) => line.endsWith(' '))).toBe(true)
  expect(from?.bookmarks).toEqual(['zfx_cursor_22222222_000002'])
  expect(world.facts).toMatchObject({ outcome: 'replicated', targetAway: false })
})

test('past the cap they are thinned out with a notice, never below what both sides share', async () => {
  const world = await outage({ maxUnsentPoints: 3 })
  for (let time = 0; time <= 12; time += 1) expect(await world.attempt(time === 0 ? 0 : 15)).toBe('retrying')
  const waiting = await world.names('source')
  expect(waiting).toHaveLength(4)
  // The common one, this job's own (which is held), and the newest.
  expect([waiting[0], waiting[1], waiting.at(-1)]).toEqual([1, 2, 14])
  expect(world.notices.map(({ message }) => message)).toEqual([
    expect.stringMatching(/3 recovery points .* thinned out/),
  ])
  expect(world.facts).toMatchObject({ pointsDropped: 10 })
  const from = await world.bare.source.observe(source)
  expect(from?.bookmarks).toHaveLength(1)

  await setUnreachable(world.stores.target, false)
  expect(await world.attempt(5)).toBe('succeeded')
  expect(await world.names('target')).toEqual(waiting)
})

test('a point that was sent without a mark of it can go, and the target still finds its base', async () => {
  const world = await outage({ maxUnsentPoints: 2 })
  await setUnreachable(world.stores.target, false)
  // Sent, and then neither verified nor marked; its job was cancelled.
  const withoutMarks = {
    ...replicate,
    steps: replicate.steps.slice(0, 1 + replicate.steps.findIndex(({ name }) => name === 'send')),
  }
  expect(await runJob(withoutMarks, world.params, world.newTools(), new ArrayJournal())).toBe('succeeded')
  expect(await world.names('target')).toEqual([1, 2])
  const tools = world.newTools()
  for (const step of withoutMarks.steps) await step.undo?.(world.params, tools)
  await setUnreachable(world.stores.target, true)

  world.sequences.last = 3
  const next = { ...paramsOf(3), maxUnsentPoints: 2, pointEverySeconds: 900 }
  const journal = new ArrayJournal()
  for (let time = 0; time < 6; time += 1) {
    world.clock.now += 15 * MINUTE
    expect(await runJob(replicate, next, world.newTools(), journal)).toBe('retrying')
  }
  expect(await world.names('source')).not.toContain(2)
  await setUnreachable(world.stores.target, false)
  expect(await runJob(replicate, next, world.newTools(), journal)).toBe('succeeded')
  expect((await world.fingerprint()).source?.bookmarks).toEqual(['zfx_cursor_22222222_000003'])
})

test('nothing written, nothing taken', async () => {
  const world = await outage()
  await world.stores.source.update(({ datasets }) => {
    const dataset = datasets[source]
    if (dataset) dataset.changeBytesPerMinute = 0
  })
  for (const minutes of [0, 15, 15]) await world.attempt(minutes)
  expect(await world.names('source')).toEqual([1, 2])
})

test('a target that comes back modified or as another’s is refused before anything is sent', async () => {
  const world = await outage()
  await world.attempt(0)
  await setUnreachable(world.stores.target, false)
  await world.bare.target.apply([{ do: 'set_properties', dataset: target, properties: { 'zfx:group': targetId } }])
  expect(await world.attempt(5)).toBe('needs_operator')
  expect(world.error()?.message).toMatch(/belongs to another protection group/)
  expect(await world.names('target')).toEqual([1])
})

test('a source that does not answer takes nothing, and says so as before', async () => {
  const world = await outage()
  await setUnreachable(world.stores.source, true)
  expect(await world.attempt(0)).toBe('retrying')
  expect(world.error()?.message).toBe('west does not answer')
})

test('the first run of a group waits with its points too', async () => {
  const world = makeWorld()
  world.sequences.last = 1
  await setUnreachable(world.stores.target, true)
  const journal = new ArrayJournal()
  world.clock.now = Date.UTC(2026, 0, 1, 0, 1)
  for (let time = 0; time < 3; time += 1) {
    expect(await runJob(replicate, paramsOf(1), world.newTools(), journal)).toBe('retrying')
    world.clock.now += 15 * MINUTE
  }
  await writeTo(world.stores.source, source, MIB)
  await setUnreachable(world.stores.target, false)
  expect(await runJob(replicate, paramsOf(1), world.newTools(), journal)).toBe('succeeded')
  // A first copy is one full stream of the newest.
  expect((await world.fingerprint()).target?.snapshots).toHaveLength(1)
})
