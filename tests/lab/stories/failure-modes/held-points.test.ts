import { afterEach, expect, test } from 'vitest'
import { keepLast } from '../../../../lib/domain/retention.ts'
import { a, b, byHand, carry, listed, makeRowRig, names, type RowRig } from './row-rig.ts'

let rig: RowRig
afterEach(() => rig.close())

test('row 02: `recv -F` destroys recovery points at the DR site', async () => {
  rig = await makeRowRig('r02')
  // The field's way, without holds: the newer snapshot of the replica is gone, and nobody was asked.
  const hand = `${rig.dr}/hand`
  await b.mustRun(
    `zfs create ${hand} && zfs snapshot ${hand}@1 && zfs snapshot ${hand}@2 && zfs send ${hand}@1 | zfs receive -u ${hand}-r && zfs send -i @1 ${hand}@2 | zfs receive -u ${hand}-r &&
     zfs destroy ${hand}@2 && touch /${hand}/x && zfs snapshot ${hand}@3 && zfs send -i @1 ${hand}@3 | zfs receive -u -F ${hand}-r`,
  )
  expect(listed(await b.mustRun(`zfs list -Hro name -t snapshot ${hand}-r`))).toEqual([`${hand}-r@1`, `${hand}-r@3`])

  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  await rig.write()
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  const before = await rig.points()
  expect(before).toHaveLength(2)
  // Someone at the target with a stream from the older point, and -F.
  const [older] = names(await rig.sourceState())
  await a.mustRun(`zfs snapshot ${rig.dataset}@evil`)
  await carry(`zfs send -i @${older} ${rig.dataset}@evil`, '/tmp/r02')
  expect(await byHand(b, `zfs receive -u -F ${rig.replica} < /tmp/r02`)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/busy/),
  })
  expect(await byHand(b, `zfs rollback -r ${rig.replica}@${older}`)).toMatchObject({ code: 1 })
  expect(await rig.points()).toEqual(before)
})

test('row 04: a snapshot is pruned under a running replication', async () => {
  rig = await makeRowRig('r04')
  // The field's way: the base of a running send is destroyed, and nothing says no.
  const hand = `${rig.home}/hand`
  await a.mustRun(
    `zfs create ${hand} && zfs snapshot ${hand}@1 && head -c 3000000 /dev/urandom > /${hand}/f && zfs snapshot ${hand}@2`,
  )
  expect(
    await byHand(
      a,
      `( zfs send -i @1 ${hand}@2 | (sleep 2; cat > /dev/null) ) & sleep 0.7; zfs destroy ${hand}@1; echo $?; wait`,
    ),
  ).toMatchObject({ said: '0' })

  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  await rig.write(3072)
  await a.limitLink(10)
  try {
    const moving = Promise.withResolvers<void>()
    const reportBytes = ({ bytesDone }: { bytesDone: number }) => bytesDone > 500_000 && moving.resolve()
    const running = rig.round({}, { reportBytes })
    await Promise.race([moving.promise, running])
    const [base, sent] = names(await rig.sourceState())
    for (const name of [base, sent]) {
      expect(await byHand(a, `zfs destroy ${rig.dataset}@${name}`)).toMatchObject({
        code: 1,
        said: expect.stringMatching(/held|busy/),
      })
    }
    await a.unlimitLink()
    expect(await running).toMatchObject({ status: 'succeeded' })
  } finally {
    await a.unlimitLink()
  }
  // Nothing is held any more; and when all is pruned, the cursor is left to go on from.
  const state = await rig.sourceState()
  expect(state.snapshots.flatMap(({ holds }) => holds)).toEqual([])
  await a.mustRun(
    names(state)
      .map((name) => `zfs destroy ${rig.dataset}@${name}`)
      .join(' && '),
  )
  await rig.write()
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  expect(await rig.points()).toHaveLength(3)
})

test('row 19: `destroy -R` takes the live copy with it', async () => {
  rig = await makeRowRig('r19', { kibibytes: 64 })
  // The field's way: whoever prunes with -R also destroys what runs from it.
  const hand = `${rig.dr}/hand`
  await b.mustRun(
    `zfs create ${hand} && zfs snapshot ${hand}@1 && zfs clone ${hand}@1 ${hand}-live && zfs destroy -R ${hand}@1`,
  )
  expect(await byHand(b, `zfs list ${hand}-live`)).toMatchObject({ code: 1 })

  const retention = { source: keepLast(2), target: keepLast(2) }
  expect(await rig.round({ retention })).toMatchObject({ status: 'succeeded' })
  const [oldest] = (await rig.replicaState()).snapshots
  const live = `${rig.dr}/live`
  await b.mustRun(
    `zfs clone -o mountpoint=/rows-live ${rig.replica}@${oldest?.name} ${live} && echo running > /rows-live/vm.log`,
  )
  for (let round = 0; round < 2; round += 1) {
    await rig.write()
    expect(await rig.round({ retention })).toMatchObject({ status: 'succeeded' })
  }
  // Beyond retention, kept, and said why.
  expect(names(await rig.replicaState())[0]).toBe(oldest?.name)
  expect(rig.notices().map(({ message }) => message)).toEqual([expect.stringContaining(live)])
  expect(await b.mustRun('cat /rows-live/vm.log')).toBe('running')
  const { replica: dataset } = rig
  if (!oldest) throw new Error('no point')
  await b.mustRun(`zfs holds -H ${dataset}@${oldest.name} | while read -r name tag _; do zfs release $tag $name; done`)
  await expect(
    rig.target.apply([{ do: 'destroy_snapshot', dataset, snapshot: oldest.name, guid: oldest.guid }]),
  ).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining(live) })
  await b.mustRun(`zfs destroy ${live}`)
  await rig.write()
  expect(await rig.round({ retention })).toMatchObject({ status: 'succeeded' })
  expect(names(await rig.replicaState())).not.toContain(oldest.name)
})
