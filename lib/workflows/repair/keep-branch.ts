import { HoldTag } from '../../domain/zfs-names.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'
import type { RepairParams } from './repair-params.ts'
import { marksOf, needed, putBack, setAside, stale, type RepairStep, type RepairTools } from './repair-tools.ts'

/** What was written to the replica has no snapshot of its own yet: without one, the branch could not be told from it. */
export const snapshotModification: RepairStep = {
  name: 'snapshot_modification',
  title: 'Snapshot what was written to the replica',
  when: ({ modification }) => modification !== null,
  async run(params, tools) {
    const { groupId, target } = params.replicate
    const name = needed(params.modification, 'snapshot of the modification')
    const there = await tools.target.observe(target)
    if (there?.guid !== params.picture.target) throw stale(['the replica is gone or another dataset'])
    await tools.target.apply([
      { do: 'snapshot', datasets: [target], name, properties: { 'zfx:group': groupId } },
      { do: 'hold', dataset: target, snapshot: name, tag: branchHold(params) },
    ])
  },
  /** What was written stays in the dataset itself. Once the branch is aside, so is the snapshot. */
  async undo(params, tools) {
    const { target } = params.replicate
    const there = await tools.target.observe(target)
    const newest = there?.snapshots.at(-1)
    if (there?.guid !== params.picture.target || newest?.name !== params.modification) return
    const at = { dataset: target, snapshot: newest.name }
    await tools.target.apply([
      { do: 'release', ...at, tag: branchHold(params) },
      { do: 'destroy_snapshot', ...at, guid: newest.guid },
    ])
  },
}

/**
 * Rename, clone at the newest common point, promote. Each change looks at guids first and leaves alone
 * what is already so, hence the whole list can be carried out again from anywhere in it.
 */
export const keepBranch: RepairStep = {
  name: 'keep_branch',
  title: 'Keep the branch and go back to the newest common point',
  when: ({ way }) => way === 'keep_branch',
  async run(params, tools) {
    const { target } = params.replicate
    const common = needed(params.common, 'common point')
    const there = await tools.target.observe(target)
    if (there?.guid === params.picture.target && !there.snapshots.some(({ guid }) => guid === common.guid))
      throw stale([`the replica has lost ${common.name}`])
    await tools.target.apply(branchOff(params))
    await tools.result({ kept: params.aside })
  },
  /** Half of a clone cannot be taken back without destroying it, so it is finished: the replica is then well, one point back. */
  async undo(params, tools) {
    if (await putBack(params, tools)) return
    if (await isHalfDone(params, tools)) await tools.target.apply(branchOff(params))
  },
}

function branchOff(params: RepairParams): ZfsChange[] {
  const { target: dataset } = params.replicate
  const branch = needed(params.aside, 'branch')
  const { name: snapshot, guid } = needed(params.common, 'common point')
  return [
    ...setAside(params),
    {
      do: 'clone',
      dataset,
      origin: { dataset: branch, snapshot, guid },
      properties: { readonly: 'on', canmount: 'noauto', atime: 'off', ...marksOf(params.replicate) },
    },
    { do: 'promote', dataset, snapshot, guid },
  ]
}

async function isHalfDone({ replicate, aside, common }: RepairParams, tools: RepairTools): Promise<boolean> {
  const there = await tools.target.observe(replicate.target)
  return there !== null && there.origin === `${aside}@${common?.name}`
}

const branchHold = ({ replicate }: RepairParams) => HoldTag.parse(`zfx:branch:${replicate.jobId}`)
