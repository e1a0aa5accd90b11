import { afterEach, expect, test } from 'vitest'
import { judgePilingUp } from '../../../../lib/domain/piling-up.ts'
import { keepLast } from '../../../../lib/domain/retention.ts'
import { isOurs } from '../../../../lib/domain/zfs-names.ts'
import { SshZfsDriver } from '../../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { ArrayJournal } from '../../../../lib/workflows/workflow.laws.ts'
import { labSite } from '../lab-site.ts'
import { a, b, listed, makeRowRig, names, type RowRig } from './row-rig.ts'

let rig: RowRig
afterEach(() => rig.close())

test('row 08: bookmarks and sync snapshots pile up', async () => {
  rig = await makeRowRig('r08', { kibibytes: 64 })
  for (let round = 1; round <= 4; round += 1) {
    expect(await rig.round({ retention: { source: keepLast(2), target: keepLast(3) } })).toMatchObject({
      status: 'succeeded',
    })
    await rig.write()
  }
  const source = await rig.sourceState()
  // One cursor, on the newest; as many snapshots as retention says, all of them recovery points.
  expect(source.bookmarks).toHaveLength(1)
  expect(source.bookmarks[0]?.guid).toBe(source.snapshots.at(-1)?.guid)
  expect(source.snapshots.map(({ name, holds }) => [isOurs(name), holds])).toEqual(Array(2).fill([true, []]))
  expect(listed(await b.mustRun(`zfs list -Hro name -t bookmark ${rig.replica}`))).toEqual([])
  expect(names(await rig.replicaState()).map(isOurs)).toEqual([true, true, true])
})

test('row 11: snapshots pile up while the target is down', async () => {
  rig = await makeRowRig('r11', { kibibytes: 64 })
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  const [common] = await rig.points()
  const away = new SshZfsDriver({ ...labSite(b.info(), 'b'), port: 1 })
  const started = Date.now()
  const job = rig.params({ maxUnsentPoints: 3 })
  const journal = new ArrayJournal()
  // A point every quarter of an hour, for two hours.
  let error
  for (let quarter = 0; quarter < 8; quarter += 1) {
    await rig.write()
    const now = () => new Date(started + quarter * 900_000)
    const outcome = await rig.attempt(job, journal, { target: away, now })
    expect(outcome.status).toBe('retrying')
    error = outcome.error
  }
  await away.close()
  expect(error).toMatchObject({ code: 'unreachable', message: expect.stringMatching(/3 wait to be sent/) })
  expect(rig.notices().map(({ message }) => message)).toEqual([expect.stringMatching(/most that are kept/)])
  // What both sides share, this job's own, one in between, and the newest.
  const source = await rig.sourceState()
  expect(source.snapshots).toHaveLength(4)
  expect(source.snapshots[0]?.guid).toBe(common)
  expect(names(source)[1]).toBe(job.snapshot)
  expect(judgePilingUp(source, { targetId: rig.targetId, cap: 3, now: new Date() })).toMatchObject({
    points: 3,
    capped: true,
    bytes: expect.any(Number),
  })

  expect(await rig.attempt(job, journal)).toMatchObject({ status: 'succeeded' })
  expect(await rig.points()).toEqual(source.snapshots.map(({ guid }) => guid))
  expect([...rig.ledger.points.values()].map(({ guid }) => guid).toSorted()).toEqual((await rig.points()).toSorted())
})

test('row 20: clock jumps, DST', async () => {
  rig = await makeRowRig('r20', { kibibytes: 64 })
  const retention = { source: keepLast(2), target: keepLast(3) }
  try {
    for (const jump of [0, 0, -86_400, 3600, -7200]) {
      await a.mustRun(`date -s @$(($(date +%s) + ${jump}))`)
      await rig.write()
      expect(await rig.round({ retention })).toMatchObject({ status: 'succeeded' })
    }
    const [source, replica] = [await rig.sourceState(), await rig.replicaState()]
    // By the clock the newest is a day old; by order and number it is the fifth.
    const times = replica.snapshots.map(({ creation }) => creation)
    expect(times).not.toEqual(times.toSorted((x, y) => x - y))
    const numbers = (state: typeof source) => names(state).map((name) => Number(name.split('_').at(-1)))
    expect([numbers(source), numbers(replica)]).toEqual([
      [4, 5],
      [3, 4, 5],
    ])
    // Names are of our clock, in UTC, whatever the appliance's says.
    const stamps = names(replica).map((name) => name.split('_')[1])
    expect(stamps).toEqual(stamps.toSorted())
    // Nothing written: what is confirmed never moves back.
    const until = () => Math.max(...[...rig.ledger.points.values()].map(({ currentUntil }) => currentUntil.getTime()))
    const before = until()
    expect(await rig.round({ retention })).toMatchObject({ status: 'succeeded' })
    expect(rig.facts()).toMatchObject({ outcome: 'unchanged' })
    expect(until()).toBeGreaterThanOrEqual(before)
  } finally {
    await a.mustRun(`date -s @${Math.round(Date.now() / 1000)}`)
  }
})
