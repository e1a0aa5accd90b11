import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import { holdOf, observeSource } from '../replicate/replicate-tools.ts'
import type { RepairParams } from './repair-params.ts'
import { marksOf, needed, putBack, setAside, stale, type RepairStep, type RepairTools } from './repair-tools.ts'

/** The new replica is as good as its guid, read back, says; and it must be untouched and complete. */
export const verifySeed: RepairStep = {
  name: 'verify_seed',
  title: 'Verify the new replica beside the old one',
  when: ({ way }) => way === 'reseed',
  async run(params, tools) {
    const seed = await verifiedSeed(params, tools)
    const newest = needed(seed.snapshots.at(-1) ?? null, 'verified point')
    await tools.target.apply([
      {
        do: 'hold',
        dataset: seed.dataset,
        snapshot: newest.name,
        tag: holdOf(params.replicate.targetId)(newest.guid),
      },
      { do: 'set_properties', dataset: seed.dataset, properties: marksOf(params.replicate) },
    ])
  },
}

/** By renames only: the old replica is never touched before the new one is verified, and stays afterwards. */
export const swapReplica: RepairStep = {
  name: 'swap_replica',
  title: 'Put the new replica in the place of the old one',
  when: ({ way }) => way === 'reseed',
  async run(params, tools) {
    const { target } = params.replicate
    if (!(await isSwapped(params, tools))) {
      const { dataset, guid } = await verifiedSeed(params, tools)
      const there = await tools.target.observe(target)
      if (there && there.guid !== params.picture.target) throw stale([`${target} is another dataset`])
      await tools.target.apply([...setAside(params), { do: 'rename_dataset', dataset, to: target, guid }])
    }
    await tools.result({ kept: params.aside })
  },
  async undo(params, tools) {
    await putBack(params, tools)
  },
}

/** A seed that is not complete goes; one that is stays beside the replica, marked, for a person to decide on. */
export async function leaveSeed(params: RepairParams, tools: RepairTools): Promise<void> {
  if (params.seed === null) return
  const seed = await tools.target.observe(params.seed)
  if (!seed) return
  const { groupId } = params.replicate
  await tools.target.apply(
    seed.snapshots.length === 0
      ? [{ do: 'abort_receive', dataset: params.seed }]
      : [
          {
            do: 'set_properties',
            dataset: params.seed,
            properties: { 'zfx:group': groupId, 'zfx:role': 'kept', 'zfx:kept-since': params.keptSince },
          },
        ],
  )
}

async function verifiedSeed({ replicate, seed: name }: RepairParams, tools: RepairTools): Promise<DatasetState> {
  const dataset = needed(name, 'seed')
  const [source, seed] = await Promise.all([observeSource(replicate, tools), tools.target.observe(dataset)])
  const sent = source.snapshots.find((snapshot) => snapshot.name === replicate.snapshot)
  const newest = seed?.snapshots.at(-1)
  const found = !seed
    ? 'it is not there'
    : !sent || newest?.guid !== sent.guid
      ? `its newest point has guid ${newest?.guid ?? 'none'}, that of the source ${sent?.guid ?? 'none'}`
      : seed.receiveResumeToken
        ? 'its receive has not ended'
        : !seed.readonly || seed.mounted || seed.written > 0
          ? 'it is not read-only, or was written to'
          : null
  if (seed && found === null) return seed
  throw new ZerfauxError('diverged', `The new replica ${dataset} is not what was sent: ${found}`, {
    hint: 'The old replica is untouched. Cancel this job, find out what happened to the new one, and plan again.',
  })
}

async function isSwapped({ replicate, seed, picture }: RepairParams, tools: RepairTools): Promise<boolean> {
  if (await tools.target.observe(needed(seed, 'seed'))) return false
  const [source, there] = await Promise.all([observeSource(replicate, tools), tools.target.observe(replicate.target)])
  const sent = source.snapshots.find(({ name }) => name === replicate.snapshot)
  return there !== null && there.guid !== picture.target && there.snapshots.at(-1)?.guid === sent?.guid
}
