import { describe, expect, test } from 'vitest'
import type { RepairWay } from '../domain/repair-ways.ts'
import { cutNextReceive, writeTo } from '../drivers/zfs/simulated-faults.ts'
import { repair } from './repair.ts'
import { makeTroubledWorld, preseeded, type Trouble } from './repair.world.ts'
import { MIB, paramsOf, target } from './replicate.world.ts'
import { runJob, undoJob } from './run-job.ts'
import { ArrayJournal, obeysTheLaws } from './workflow.laws.ts'

const aside = (kind: string, sequence = 9) => `${target}.${kind}_${paramsOf(sequence).jobId.slice(0, 8)}`
const names = (...sequences: number[]) => sequences.map((sequence) => paramsOf(sequence).snapshot)
const namesOf = (lines: readonly string[] | undefined) => lines?.map((line) => line.split(' ')[0])

const ways: readonly [RepairWay, Trouble][] = [
  ['keep_branch', 'rolled_back'],
  ['keep_branch', 'modified'],
  ['reseed', 'no_common'],
  ['adopt', 'written_there'],
  ['adopt', 'missing'],
  ['discard_partial', 'stuck'],
]

describe.each(ways)('%s of a replica that is %s', async (way, trouble) => {
  const { plan } = await makeTroubledWorld(trouble)
  obeysTheLaws(
    repair,
    async () => {
      const world = await makeTroubledWorld(trouble)
      // What is remembered is lost with the crash, so the laws look anew each time.
      const tools = { ...world.newTools(), source: world.bare.source, target: world.bare.target }
      return { params: await world.plan(way), tools, fingerprint: world.fingerprint }
    },
    await plan(way),
  )
})

describe('keeping the branch', () => {
  test('row 25: the source was rolled back; points up to the common one stay, the rest is kept beside', async () => {
    const world = await makeTroubledWorld('rolled_back')
    const { status, journal } = await world.mend(await world.plan('keep_branch'))
    expect(journal.log.filter(({ event }) => event === 'failed')).toEqual([])
    expect(status).toBe('succeeded')
    const { target: there, points } = await world.fingerprint()
    expect(there[target]).toMatchObject({
      snapshots: names(1, 2, 9).map((name) => `${name} point`),
      readonly: true,
      origin: null,
      properties: { 'zfx:role': 'replica' },
    })
    expect(there[aside('diverged')]).toMatchObject({
      snapshots: [`${names(3)[0]} point`],
      origin: `${target}@${names(2)[0]}`,
      properties: { 'zfx:role': 'kept', 'zfx:kept-since': expect.any(String) },
    })
    expect(points).toEqual([`1 in ${target}`, `2 in ${target}`, `3 in ${aside('diverged')}, pruned`, `9 in ${target}`])
    expect(world.facts).toMatchObject({ kept: aside('diverged'), pointsKept: 1, outcome: 'replicated' })
    expect(await world.round(10)).toBe('succeeded')
  })

  test('what was written to the replica is snapshotted, held and kept', async () => {
    const world = await makeTroubledWorld('modified')
    expect((await world.mend(await world.plan('keep_branch'))).status).toBe('succeeded')
    const { target: there } = await world.fingerprint()
    expect(there[aside('diverged')]?.snapshots).toEqual([expect.stringMatching(/^zfx-modified_\S+ branch$/)])
    expect(namesOf(there[target]?.snapshots)).toEqual(names(1, 2, 3, 9))
    expect(await world.round(10)).toBe('succeeded')
  })

  test('cancelled between rename and clone, the replica has its name again', async () => {
    const world = await makeTroubledWorld('rolled_back')
    const params = await world.plan('keep_branch')
    const replica = (await world.look()).target
    if (!replica || !params.aside) throw new Error('a replica expected')
    await world.bare.target.apply([{ do: 'rename_dataset', dataset: target, to: params.aside, guid: replica.guid }])
    const journal = new ArrayJournal()
    await journal.append({ step: 'keep_branch', event: 'started' })
    expect(await undoJob(repair, params, world.newTools(), journal, 'cancelled')).toBe('cancelled')
    expect((await world.look()).target).toMatchObject({ guid: replica.guid, snapshots: replica.snapshots })
  })

  test('cancelled between clone and promotion, it is finished: nothing can be put back without destroying', async () => {
    const world = await makeTroubledWorld('rolled_back')
    const params = await world.plan('keep_branch')
    const replica = (await world.look()).target
    if (!replica || !params.aside || !params.common) throw new Error('a replica expected')
    await world.bare.target.apply([
      { do: 'rename_dataset', dataset: target, to: params.aside, guid: replica.guid },
      {
        do: 'clone',
        dataset: target,
        origin: { dataset: params.aside, snapshot: params.common.name, guid: params.common.guid },
        properties: { readonly: 'on', canmount: 'noauto', atime: 'off' },
      },
    ])
    const journal = new ArrayJournal()
    await journal.append({ step: 'keep_branch', event: 'started' })
    expect(await undoJob(repair, params, world.newTools(), journal, 'cancelled')).toBe('cancelled')
    const { target: there } = await world.fingerprint()
    expect(namesOf(there[target]?.snapshots)).toEqual(names(1, 2))
    expect(namesOf(there[aside('diverged')]?.snapshots)).toEqual(names(3))
  })
})

describe('reseeding', () => {
  test('row 7: the new replica takes the place of the old one only when it is verified, and the old one stays', async () => {
    const world = await makeTroubledWorld('no_common')
    const { status } = await world.mend(await world.plan('reseed'))
    expect(status).toBe('succeeded')
    const { target: there, points } = await world.fingerprint()
    expect(there[target]?.snapshots).toEqual([`${names(9)[0]} point`])
    expect(there[aside('old')]?.snapshots).toEqual(names(1, 2, 3).map((name) => `${name} point`))
    expect(there[aside('seed')]).toBeUndefined()
    expect(points).toEqual([...[1, 2, 3].map((sequence) => `${sequence} in ${aside('old')}, pruned`), `9 in ${target}`])
  })

  test('cut in the middle, it goes on where it was; cancelled, nothing of it is left and the old one is untouched', async () => {
    const world = await makeTroubledWorld('no_common')
    const before = await world.fingerprint()
    const params = await world.plan('reseed')
    await cutNextReceive(world.stores.target, 0.5)
    const { status, journal } = await world.mend(params)
    expect(status).toBe('retrying')
    expect((await world.fingerprint()).target[aside('seed')]?.partial).toBe(true)
    expect(await runJob(repair, params, world.newTools(), journal)).toBe('succeeded')
    expect(Number(world.facts['bytesResumed'])).toBeGreaterThan(0)

    const other = await makeTroubledWorld('no_common')
    await cutNextReceive(other.stores.target, 0.5)
    const begun = await other.mend(await other.plan('reseed'))
    await undoJob(repair, await other.plan('reseed'), other.newTools(), begun.journal, 'cancelled')
    expect((await other.fingerprint()).target).toEqual(before.target)
  })

  test('a seed that something wrote to is not put in place', async () => {
    const world = await makeTroubledWorld('no_common')
    const params = await world.plan('reseed')
    const tampered = {
      ...repair,
      steps: repair.steps.map((step) =>
        step.name === 'swap_replica'
          ? {
              ...step,
              run: async (...given: Parameters<typeof step.run>) => {
                await writeTo(world.stores.target, aside('seed'), MIB)
                await step.run(...given)
              },
            }
          : step,
      ),
    }
    const before = (await world.fingerprint()).target[target]
    expect(await runJob(tampered, params, world.newTools(), new ArrayJournal())).toBe('needs_operator')
    expect((await world.fingerprint()).target[target]).toEqual(before)
  })
})

describe('adopting', () => {
  test('row 7: a pre-seeded dataset is found by guid, and only the increment is sent', async () => {
    const world = await makeTroubledWorld('written_there')
    expect((await world.mend(await world.plan('adopt'))).status).toBe('succeeded')
    const { target: there, points } = await world.fingerprint()
    expect(there[preseeded]).toBeUndefined()
    expect(there[target]?.snapshots).toEqual(names(3, 9).map((name) => `${name} point`))
    expect(namesOf(there[aside('old')]?.snapshots)).toEqual([...names(1, 2, 3), 'by-hand'])
    expect(points).toEqual([
      `1 in ${aside('old')}, pruned`,
      `2 in ${aside('old')}, pruned`,
      `3 in ${target}`,
      `9 in ${target}`,
    ])
  })
})

test('a stuck receive is discarded, and the next round goes on', async () => {
  const world = await makeTroubledWorld('stuck')
  expect((await world.look()).divergence).toMatchObject({ matter: 'stuck_receive' })
  expect((await world.mend(await world.plan('discard_partial'))).status).toBe('succeeded')
  expect((await world.look()).divergence).toMatchObject({ matter: 'none', receive: null })
  expect(await world.round(10)).toBe('succeeded')
})

test.each(ways)(
  '%s of what is %s is refused when the world has changed since, and nothing is done',
  async (way, trouble) => {
    const world = await makeTroubledWorld(trouble)
    const params = await world.plan(way)
    if (trouble === 'missing') await writeTo(world.stores.target, preseeded, MIB)
    else
      await world.stores.target.update(({ datasets }) => {
        const replica = datasets[target]
        if (replica) replica.guid = '42'
      })
    const before = await world.fingerprint()
    const { status, journal } = await world.mend(params)
    expect(status).toBe('needs_operator')
    expect(journal.log.at(-1)?.error).toMatchObject({
      code: 'precondition_failed',
      message: expect.stringMatching(/has changed: .+/),
      hint: expect.any(String),
    })
    expect(await world.fingerprint()).toEqual(before)
  },
)
