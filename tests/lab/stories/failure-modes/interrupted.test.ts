import { afterEach, expect, test } from 'vitest'
import { BatchingZfsDriver } from '../../../../lib/drivers/zfs/batching-zfs-driver.ts'
import { ArrayJournal } from '../../../../lib/workflows/workflow.laws.ts'
import { a, b, byHand, carry, makeRowRig, names, type RowRig } from './row-rig.ts'

let rig: RowRig
afterEach(async () => {
  await a.unlimitLink()
  await rig.close()
})

/** A receive into the replica that broke off in the middle of a snapshot of that name. */
async function breakOff(name: string): Promise<void> {
  await rig.write(2048, name)
  const newest = names(await rig.sourceState()).at(-1)
  await a.mustRun(`zfs snapshot ${rig.dataset}@${name}`)
  await carry(`zfs send -i @${newest} ${rig.dataset}@${name} | head -c 900000`, `/tmp/${name}`)
  expect((await byHand(b, `zfs receive -s -u ${rig.replica} < /tmp/${name}`)).code).not.toBe(0)
  expect((await rig.replicaState()).receiveResumeToken).not.toBeNull()
}

test('row 03: a stuck resume token blocks every receive', async () => {
  rig = await makeRowRig('r03')
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  await breakOff('half')
  // The field's way: nothing can be received any more, with -F or without.
  for (const flag of ['', '-F']) {
    expect(await byHand(b, `zfs receive -u ${flag} ${rig.replica} < /tmp/half`)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/partially-complete state/),
    })
  }
  // A token that the source can still serve is finished first.
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  expect(Number(rig.facts()['bytesResumed'])).toBeGreaterThan(100_000)
  expect(names(await rig.replicaState())).toContain('half')
  // One that it cannot is discarded, with a word, and no recovery point goes with it.
  const before = await rig.points()
  await breakOff('dead')
  await a.mustRun(`zfs destroy ${rig.dataset}@dead`)
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  expect(rig.notices()).toContainEqual(expect.objectContaining({ code: 'resume_token_stale' }))
  const state = await rig.replicaState()
  expect(state.receiveResumeToken).toBeNull()
  expect(state.snapshots.map(({ guid }) => guid)).toEqual([...before, state.snapshots.at(-1)?.guid])
})

test('row 09: failure reported as success', async () => {
  rig = await makeRowRig('r09')
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  const verified = () => [...rig.ledger.points.values()].map(({ guid }) => guid)
  const before = await rig.points()
  expect(verified()).toEqual(before)
  const target = new BatchingZfsDriver(rig.target)

  // A transfer that says it went well and brought nothing.
  const Liar = class extends BatchingZfsDriver {
    override async send(): Promise<void> {}
  }
  await rig.write()
  expect(await rig.round({}, { source: new Liar(rig.source), target })).toMatchObject({
    status: 'needs_operator',
    error: { code: 'diverged', message: expect.stringMatching(/does not hold/) },
  })

  // A transfer that went well, and somebody who exchanged what had arrived for another of its name.
  const Exchanged = class extends BatchingZfsDriver {
    override async send(...args: Parameters<BatchingZfsDriver['send']>): Promise<void> {
      await super.send(...args)
      const arrived = `${rig.replica}@${args[1].to.name}`
      await b.mustRun(`zfs destroy ${arrived} && zfs snapshot ${arrived}`)
    }
  }
  expect(await rig.round({}, { source: new Exchanged(rig.source), target })).toMatchObject({
    status: 'needs_operator',
    error: { code: expect.stringMatching(/^(diverged|snapshot_name_taken)$/) },
  })
  expect(verified()).toEqual(before)
})

test('row 24: a transfer hangs silently', async () => {
  rig = await makeRowRig('r24', { kibibytes: 12_288 })
  await a.limitLink(10)
  // Nothing breaks: in the middle of it the receiver just takes no more.
  const freezing = b.mustRun(`
    until [ $SECONDS -gt 50 ]; do
      pid=$(pgrep -nxf 'zfs receive .*${rig.replica}') || continue
      while read -r what bytes; do
        if [ "$what" = rchar: ] && [ "$bytes" -gt 2000000 ]; then kill -STOP $pid && exit; fi
      done < /proc/$pid/io
      sleep 0.1
    done; exit 1`)
  const job = rig.params()
  const journal = new ArrayJournal()
  // Much longer than emulated appliances under load ever take to move a byte.
  const hanging = rig.attempt(job, journal, { stallSeconds: 12 })
  expect(await Promise.race([freezing.then(() => 'frozen'), hanging])).toBe('frozen')
  expect(await hanging).toMatchObject({
    status: 'retrying',
    error: { code: 'unreachable', message: expect.stringMatching(/moved no byte for 12 s/) },
  })
  for (const side of [a, b]) {
    expect(await side.mustRun(`pgrep -af '^zfs (send|receive) .*rows/r24' || true`)).toBe('')
  }
  await a.unlimitLink()
  expect(await rig.attempt(job, journal)).toMatchObject({ status: 'succeeded' })
  expect(Number(rig.facts()['bytesResumed'])).toBeGreaterThan(500_000)
  expect(await rig.points()).toEqual((await rig.sourceState()).snapshots.map(({ guid }) => guid))
})
