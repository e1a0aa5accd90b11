import type { RepairWay } from '../domain/repair-ways.ts'
import { DatasetName, SnapshotName } from '../domain/zfs-names.ts'
import { cutNextReceive, rollBack, writeTo } from '../drivers/zfs/simulated-faults.ts'
import { repair } from './repair.ts'
import { observeScene } from './repair/observe-scene.ts'
import { repairParamsOf, type RepairParams } from './repair/repair-params.ts'
import type { RepairTools } from './repair/repair-tools.ts'
import { recoveryPointId } from './replicate/replicate-tools.ts'
import { groupId, makeWorld, MIB, paramsOf, source, target, targetId } from './replicate.world.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal } from './workflow.laws.ts'
import { directly } from '../drivers/zfs/zfs-driver.ts'

export type Trouble = 'rolled_back' | 'modified' | 'no_common' | 'written_there' | 'missing' | 'stuck'
export const preseeded = DatasetName.parse('dr/zerfaux/preseeded')
const MINUTE = 60_000

/** Three rounds went well; then something happened. */
export async function makeTroubledWorld(trouble: Trouble) {
  const world = makeWorld()
  for (const sequence of [1, 2, 3]) await world.round(sequence)
  await preseed(world)
  world.clock.now += MINUTE
  await bring(world, trouble)
  world.clock.now += MINUTE
  for (const key of Object.keys(world.facts)) delete world.facts[key]

  const newTools = (): RepairTools => ({
    ...world.newTools(),
    kept: {
      async setAside(_target, dataset, guids) {
        for (const guid of guids) {
          const point = world.ledger.points.get(recoveryPointId(targetId, guid))
          if (point) world.ledger.points.set(point.id, { ...point, dataset, pruned: true })
        }
      },
    },
  })
  const look = (candidate: DatasetName | null = null) =>
    observeScene(
      { groupId, epoch: 1, source, replica: target, candidate: candidate && { dataset: candidate, usedBy: null } },
      world.bare,
    )
  const plan = async (way: RepairWay, sequence = 9): Promise<RepairParams> =>
    repairParamsOf(await look(way === 'adopt' ? preseeded : null), way, paramsOf(sequence), new Date(world.clock.now))
  const mend = async (params: RepairParams) => {
    const journal = new ArrayJournal()
    return { status: await runJob(repair, params, newTools(), journal), journal }
  }
  /** Everything on both appliances, and what the database says; without guids, which differ from world to world. */
  const fingerprint = async () => ({
    source: await everything(world.stores.source),
    target: await everything(world.stores.target),
    points: [...world.ledger.points.values()].map(
      ({ sequence, dataset, pruned }) => `${sequence} in ${dataset}${pruned ? ', pruned' : ''}`,
    ),
  })
  return { ...world, newTools, look, plan, mend, fingerprint }
}

export type TroubledWorld = Awaited<ReturnType<typeof makeTroubledWorld>>
type World = ReturnType<typeof makeWorld>

/** As an operator who brought disks would have: the third point, in full, under another name. */
async function preseed({ bare }: World): Promise<void> {
  const to = (await bare.source.observe(source))?.snapshots.at(-1)
  if (!to) throw new Error('three snapshots expected')
  const watch = { signal: new AbortController().signal, onBytes: () => {}, stallSeconds: 60 }
  const there = { appliance: bare.target, dataset: preseeded, transferId: 'by hand', way: directly }
  await bare.source.send(source, { kind: 'send', from: null, to }, there, watch)
}

async function bring(world: World, trouble: Trouble): Promise<void> {
  const { stores, bare, clock } = world
  switch (trouble) {
    case 'rolled_back':
      return rollBack(stores.source, source, paramsOf(2).snapshot, clock.now)
    case 'modified':
      return writeTo(stores.target, target, MIB)
    case 'written_there': {
      await writeTo(stores.target, target, MIB)
      const name = SnapshotName.parse('by-hand')
      return bare.target.apply([{ do: 'snapshot', datasets: [target], name, properties: {} }])
    }
    case 'no_common':
      return stores.source.update(({ datasets }) => {
        const protectedData = datasets[source]
        if (protectedData) Object.assign(protectedData, { snapshots: [], bookmarks: [] })
      })
    case 'missing':
      return stores.target.update(({ datasets }) => {
        delete datasets[target]
      })
    case 'stuck': {
      await cutNextReceive(stores.target, 0.5)
      await world.round(4)
      return rollBack(stores.source, source, paramsOf(3).snapshot, clock.now)
    }
  }
}

async function everything(store: World['stores']['source']) {
  const { datasets } = await store.read()
  return Object.fromEntries(
    Object.entries(datasets).map(([name, dataset]) => [
      name,
      {
        snapshots: dataset.snapshots.map((snapshot) => `${snapshot.name} ${snapshot.holds.map(kindOf).join()}`),
        bookmarks: dataset.bookmarks.map((bookmark) => bookmark.name),
        readonly: dataset.readonly,
        origin: dataset.origin,
        partial: dataset.partial !== null,
        properties: dataset.properties,
      },
    ]),
  )
}

const kindOf = (tag: string) => tag.split(':')[1]
