import { describe, expect, test } from 'vitest'
import { nobody } from '../domain/leftover-owners.ts'
import { setUnreachable } from '../drivers/zfs/simulated-faults.ts'
import { releaseLeftovers } from './release-leftovers.ts'
import { dataset, GUEST, makeReleaseWorld, SNAPSHOT, STEP } from './release-leftovers.world.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal, obeysTheLaws } from './workflow.laws.ts'

const { params } = await makeReleaseWorld()
// Guids are random: the laws look at what is there, by name.
describe('release leftovers', () => {
  obeysTheLaws(releaseLeftovers, makeReleaseWorld, params)

  test('everything that was chosen is gone, is told, and no dataset or snapshot with it', async () => {
    const world = await makeReleaseWorld()
    expect(await world.left()).toHaveLength(10)
    expect(await runJob(releaseLeftovers, world.params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(await world.left()).toEqual([])
    expect(world.facts).toEqual({ released: world.params.chosen.map(({ label }) => label) })
    expect(await world.snapshots()).toEqual([SNAPSHOT])
  })

  test('only what was chosen', async () => {
    const world = await makeReleaseWorld()
    const chosen = world.params.chosen.filter(({ label }) => label.includes(dataset) && label.endsWith(')'))
    expect(await runJob(releaseLeftovers, { ...world.params, chosen }, world.tools, new ArrayJournal())).toBe(
      'succeeded',
    )
    expect(await world.left()).toHaveLength(8)
  })

  test('what has an owner by now is left alone, with a notice', async () => {
    const world = await makeReleaseWorld()
    world.owners.current = { ...nobody, activeJobs: [{ id: 'gone', groupId: null, mentions: new Set([GUEST]) }] }
    expect(await runJob(releaseLeftovers, world.params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(await world.left()).toHaveLength(5)
    expect(world.facts['kept']).toHaveLength(5)
    expect(world.facts['released']).toHaveLength(5)
    expect(world.notices.map(({ message }) => message)).toContainEqual(expect.stringContaining('have an owner by now'))
  })

  test('another thing in its place is not what was agreed to', async () => {
    const world = await makeReleaseWorld()
    await world.stores.east.update(({ datasets }) => {
      for (const snapshot of datasets[dataset]?.snapshots ?? []) snapshot.guid = '77'
    })
    expect(await runJob(releaseLeftovers, world.params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(await world.left()).toEqual([`${dataset}@${SNAPSHOT} (${STEP})`])
  })

  test('a site that does not answer is tried again, and does not keep the others waiting', async () => {
    const world = await makeReleaseWorld()
    await setUnreachable(world.stores.east, true)
    const journal = new ArrayJournal()
    expect(await runJob(releaseLeftovers, world.params, world.tools, journal)).toBe('retrying')
    await setUnreachable(world.stores.east, false)
    expect(await world.left()).toHaveLength(4)
    expect(await runJob(releaseLeftovers, world.params, world.tools, journal)).toBe('succeeded')
    expect(await world.left()).toEqual([])
  })
})
