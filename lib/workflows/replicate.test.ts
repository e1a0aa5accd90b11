import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import { keepLast } from '../domain/retention.ts'
import { isOurs, type Guid } from '../domain/zfs-names.ts'
import { cutNextReceive, scrambleContent, setUnreachable, writeTo } from '../drivers/zfs/simulated-faults.ts'
import { replicate } from './replicate.ts'
import { groupId, makeWorld, MIB, paramsOf, source, target, targetId } from './replicate.world.ts'
import { recoveryPointId } from './replicate/replicate-tools.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal, obeysTheLaws } from './workflow.laws.ts'

describe('replicate', () => {
  obeysTheLaws(
    replicate,
    () => {
      const world = makeWorld()
      // One run of one process: what it remembers is lost with the crash, so the laws look anew each time.
      const tools = world.newTools()
      return {
        params: paramsOf(1),
        tools: { ...tools, source: world.bare.source, target: world.bare.target },
        fingerprint: world.fingerprint,
      }
    },
    paramsOf(1),
  )

  test('records of each change how much it was and how compressible', async () => {
    const world = makeWorld()
    await world.round(1)
    await world.round(2)
    await scrambleContent(world.stores.source, source, 600 * MIB)
    await world.round(3)
    const changes = [...world.ledger.points.values()].map(({ writtenBytes, streamBytes, logicalBytes }) => ({
      writtenBytes,
      streamBytes,
      logicalBytes,
    }))
    expect(changes).toEqual([
      { writtenBytes: null, streamBytes: null, logicalBytes: null },
      { writtenBytes: 60 * MIB, streamBytes: 60 * MIB, logicalBytes: 108 * MIB },
      // Guests overwrite: never more than there is.
      { writtenBytes: 64 * MIB, streamBytes: 64 * MIB, logicalBytes: 64 * MIB },
    ])
  })

  test('a change that is sent with a later run keeps its own figures', async () => {
    const world = makeWorld()
    await world.round(1)
    await setUnreachable(world.stores.target, true)
    await world.round(2)
    await setUnreachable(world.stores.target, false)
    await world.round(3)
    const figures = [...world.ledger.points.values()].map(({ writtenBytes }) => writtenBytes)
    expect(figures.slice(1).every((bytes) => bytes !== null && bytes > 0)).toBe(true)
  })

  test('leaves a held recovery point on the target, a cursor and no step hold on the source', async () => {
    const world = makeWorld()
    expect(await world.round(1)).toBe('succeeded')
    expect(await world.round(2)).toBe('succeeded')
    const { source: from, target: to } = await world.fingerprint()
    expect(to?.snapshots).toEqual([`${paramsOf(1).snapshot} point`, `${paramsOf(2).snapshot} point`])
    expect(from?.snapshots).toEqual([`${paramsOf(1).snapshot} `, `${paramsOf(2).snapshot} `])
    expect(from?.bookmarks).toEqual(['zfx_cursor_22222222_000002'])
    expect(from?.properties).toMatchObject({ 'zfx:role': 'primary', 'zfx:epoch': '1', 'zfx:group': groupId })
    expect(to?.properties).toMatchObject({ 'zfx:role': 'replica' })
    expect(world.facts).toMatchObject({ outcome: 'replicated', bytesSent: expect.any(Number) })
  })

  test('with nothing changed, confirms the newest recovery point instead of sending', async () => {
    const world = makeWorld(0)
    expect(await world.round(1)).toBe('succeeded')
    const before = await world.fingerprint()
    expect(await world.round(2)).toBe('succeeded')
    expect(await world.fingerprint()).toEqual(before)
    expect(world.facts).toMatchObject({ outcome: 'unchanged' })
    const [point] = world.ledger.points.values()
    expect(point?.currentUntil.getTime()).toBe(world.clock.now)
  })

  test('a first receive that a frozen worker left at work is waited for, not taken for somebody’s dataset', async () => {
    const world = makeWorld()
    const journal = new ArrayJournal()
    await cutNextReceive(world.stores.target, 0.5)
    expect(await runJob(replicate, paramsOf(1), world.newTools(), journal)).toBe('retrying')
    await world.stores.target.update(({ datasets }) => {
      const replica = datasets[target]
      if (replica) replica.receiving = { transferId: groupId, attempt: 'of the frozen worker', beatAt: world.clock.now }
    })
    expect((await world.fingerprint()).target?.token).toBe(false)
    expect(await runJob(replicate, paramsOf(1), world.newTools(), journal)).toBe('retrying')
    world.clock.now += 60_000
    expect(await runJob(replicate, paramsOf(1), world.newTools(), journal)).toBe('succeeded')
    expect(world.facts['bytesResumed']).toBeGreaterThan(0)
  })

  test('a broken link is retried, and the transfer goes on from where it was', async () => {
    const world = makeWorld()
    const journal = new ArrayJournal()
    await cutNextReceive(world.stores.target, 0.5)
    expect(await runJob(replicate, paramsOf(1), world.newTools(), journal)).toBe('retrying')
    expect((await world.fingerprint()).target?.token).toBe(true)
    expect(await runJob(replicate, paramsOf(1), world.newTools(), journal)).toBe('succeeded')
    expect((await world.fingerprint()).target?.snapshots).toEqual([`${paramsOf(1).snapshot} point`])
  })

  test('a cut transfer of an earlier job is resumed before anything else, and both points stay recoverable', async () => {
    const world = makeWorld()
    await world.round(1)
    await cutNextReceive(world.stores.target, 0.5)
    expect(await world.round(2)).toBe('retrying')
    expect(await world.round(3)).toBe('succeeded')
    expect((await world.fingerprint()).target?.snapshots.map((line) => line.slice(0, -' point'.length))).toEqual(
      [1, 2, 3].map((sequence) => paramsOf(sequence).snapshot),
    )
    expect(Number(world.facts.bytesResumed)).toBeGreaterThan(0)
  })

  test('an interrupted transfer that can never end is discarded with a notice, and no recovery point is lost', async () => {
    const world = makeWorld()
    await world.round(1)
    await cutNextReceive(world.stores.target, 0.5)
    await world.round(2)
    const stuck = (await world.bare.source.observe(source))?.snapshots.find(({ name }) => name === paramsOf(2).snapshot)
    if (!stuck) throw new Error('The second snapshot should be there')
    await world.bare.source.apply([
      ...stuck.holds.map((tag) => ({
        do: 'release' as const,
        dataset: source,
        snapshot: stuck.name,
        tag: tag as never,
      })),
      { do: 'destroy_snapshot', dataset: source, snapshot: stuck.name, guid: stuck.guid },
    ])
    expect(await world.round(3)).toBe('succeeded')
    expect(world.notices.map((notice) => notice instanceof ZerfauxError && notice.code)).toContain('resume_token_stale')
    expect((await world.fingerprint()).target?.snapshots).toHaveLength(2)
  })

  test('a send that claims to have gone well and brought nothing is neither believed nor repeated for ever', async () => {
    const world = makeWorld()
    const tools = { ...world.newTools(), source: world.bare.source, target: world.bare.target }
    world.bare.source.send = async () => {}
    const journal = new ArrayJournal()
    expect(await runJob(replicate, paramsOf(1), tools, journal)).toBe('needs_operator')
    expect(journal.log.at(-1)?.error).toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/does not hold/),
    })
    expect(world.ledger.points.size).toBe(0)
  })

  test('a modified replica stops it with its own error, and nothing is destroyed', async () => {
    const world = makeWorld()
    await world.round(1)
    await writeTo(world.stores.target, target, MIB)
    const before = await world.fingerprint()
    const journal = new ArrayJournal()
    expect(await runJob(replicate, paramsOf(2), world.newTools(), journal)).toBe('needs_operator')
    expect(journal.log.at(-1)?.error).toMatchObject({ code: 'replica_modified', hint: expect.any(String) })
    expect(await world.fingerprint()).toEqual(before)
  })

  test('a replica that vanished is seeded anew, and the loss is told', async () => {
    const world = makeWorld()
    await world.round(1)
    await world.stores.target.update((appliance) => {
      delete appliance.datasets[target]
    })
    expect(await world.round(2)).toBe('succeeded')
    expect(world.notices.map(({ message }) => message)).toContainEqual(expect.stringContaining('1 recovery points'))
    expect((await world.fingerprint()).points).toEqual(['1 pruned', '2'])
  })

  test('an appliance that does not answer is retried', async () => {
    const world = makeWorld()
    await setUnreachable(world.stores.target, true)
    expect(await world.round(1)).toBe('retrying')
    await setUnreachable(world.stores.target, false)
    expect(await world.round(1)).toBe('succeeded')
  })

  test('keeps as many recovery points as asked for on each side, and their rows agree', async () => {
    const world = makeWorld()
    const retention = { source: keepLast(2), target: keepLast(3) }
    for (let sequence = 1; sequence <= 6; sequence += 1)
      expect(await world.round(sequence, retention)).toBe('succeeded')
    const { source: from, target: to, points } = await world.fingerprint()
    expect(from?.snapshots).toHaveLength(2)
    expect(to?.snapshots).toHaveLength(3)
    expect(points).toEqual(['1 pruned', '2 pruned', '3 pruned', '4', '5', '6'])
  })

  test('a dataset of another group or epoch is left alone', async () => {
    const world = makeWorld()
    await world.bare.source.apply([{ do: 'set_properties', dataset: source, properties: { 'zfx:group': targetId } }])
    expect(await world.round(1)).toBe('needs_operator')
    expect((await world.fingerprint()).source?.snapshots).toEqual([])
  })

  test('our names are recognised, and ids are stable', () => {
    expect(isOurs(paramsOf(7).snapshot)).toBe(true)
    expect(recoveryPointId(targetId, '42' as Guid)).toBe(recoveryPointId(targetId, '42' as Guid))
    expect(recoveryPointId(targetId, '42' as Guid)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })
})
