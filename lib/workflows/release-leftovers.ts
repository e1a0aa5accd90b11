/**
 * Release leftovers: holds, bookmarks, partial receives, marks, VMware snapshots and DR shells that an
 * admin chose from the list of what belongs to nothing.
 *
 * Each is looked at again right before it is released, while no job of its group can begin: what has
 * an owner by then is left alone, and that is told. No dataset and no snapshot is destroyed, and of VMs
 * only a shell of ours that has no disks and is powered off. There is no way back, so nothing is undone:
 * what was released stays released when the job is cancelled.
 */
import { z } from 'zod'
import { ZerfauxError } from '../domain/errors.ts'
import { ChosenLeftover, type Leftover } from '../domain/leftover.ts'
import { nobody, type Owners } from '../domain/leftover-owners.ts'
import { findLeftovers, findVmLeftovers } from '../domain/leftovers.ts'
import type { DatasetName } from '../domain/zfs-names.ts'
import type { VsphereDriver } from '../drivers/vsphere/vsphere-driver.ts'
import type { ZfsDriver } from '../drivers/zfs/zfs-driver.ts'
import { leftoverId } from './leftovers/look-for-leftovers.ts'
import {
  releaseShell,
  shellNow,
  type ChosenShell,
  type ReleaseShellTools,
  type ShellRemover,
} from './leftovers/release-shell.ts'
import type { CommonTools, Step, Workflow } from './workflow.ts'

export const ReleaseParams = z.object({ jobId: z.uuid(), chosen: z.array(ChosenLeftover).min(1) })
export type ReleaseParams = z.infer<typeof ReleaseParams>

export type ReleaseTools = CommonTools &
  Omit<ReleaseShellTools, 'vcenter'> & {
    readonly appliance: (id: string) => Promise<Pick<ZfsDriver, 'survey' | 'apply'>>
    readonly vcenter: (
      id: string,
    ) => Promise<ShellRemover & Pick<VsphereDriver, 'ourSnapshots' | 'removeSnapshotsNamed'>>
    /** Runs `work` with what the database knows, while no job of the group on that dataset can begin. */
    readonly whileNoJobBegins: <Result>(
      place: { readonly targetId: string; readonly dataset: string },
      work: (owners: Owners) => Promise<Result>,
    ) => Promise<Result>
    /** What is over is over at once, not with the next look in an hour. */
    readonly judgeAlerts: () => Promise<void>
  }

type ReleaseStep = Step<ReleaseParams, ReleaseTools>

/** What one script changes at most: between two the job can be stopped. */
const BATCH = 100

/** Those that lie in one place are released together. */
type Place = {
  readonly siteId: string
  readonly dataset: DatasetName | null
  /** A shell is a place of its own: one that is refused keeps no other waiting. */
  readonly shell: ChosenShell | null
  readonly chosen: readonly ChosenLeftover[]
}

const release: ReleaseStep = {
  name: 'release',
  title: 'Release what still belongs to nothing',
  async run(params, tools) {
    await everyPlace(params, tools, async (place) => {
      if (place.shell) return releaseOne(place.shell, tools)
      const kept = await releaseAt(place, tools)
      if (kept.length === 0) return
      const labels = labelsOf(place, kept)
      await addTo(tools, 'kept', labels)
      await tools.notice('release', ownedAgain(labels))
    })
  },
}

const confirm: ReleaseStep = {
  name: 'confirm',
  title: 'Look again that it is gone',
  async run(params, tools) {
    await everyPlace(params, tools, async (place) => {
      if (place.shell) return confirmOne(place.shell, tools)
      const judge = chosenOf(place, await read(place, tools))
      const [left, there] = [judge(await tools.owners()), new Set(judge(nobody).map(leftoverId))]
      const gone = place.chosen.filter(({ id }) => !there.has(id))
      await addTo(
        tools,
        'released',
        gone.map(({ label }) => label),
      )
      if (left.length === 0) return
      throw new ZerfauxError(
        'remote_rejected',
        `${left.length} leftovers were released and are still there: ${few(labelsOf(place, left))}`,
        { hint: 'Look at them at the site; then try again, or cancel this job.' },
      )
    })
    await tools.judgeAlerts()
  },
}

async function releaseOne(chosen: ChosenShell, tools: ReleaseTools): Promise<void> {
  const now = await releaseShell(chosen, tools)
  if (now.is !== 'kept') return
  await addTo(tools, 'kept', [chosen.label])
  await tools.notice('release', leftAlone(chosen, now.because))
}

async function confirmOne(chosen: ChosenShell, tools: ReleaseTools): Promise<void> {
  const now = await shellNow(chosen, tools)
  if (now.is === 'free') {
    throw new ZerfauxError('remote_rejected', `The shell ${chosen.label} was removed and is still there`, {
      hint: 'Look at it in the vSphere client; then try again, or cancel this job.',
    })
  }
  await addTo(tools, now.is === 'gone' ? 'released' : 'kept', [chosen.label])
}

/** One site that does not answer does not keep the others waiting; what was in the way is thrown in the end. */
async function everyPlace(
  { chosen }: ReleaseParams,
  tools: ReleaseTools,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  const places = Map.groupBy(chosen, ({ siteId, dataset, shell }) => `${siteId} ${dataset} ${shell}`)
  const failures: unknown[] = []
  for (const [first, ...rest] of places.values()) {
    if (!first) continue
    tools.signal.throwIfAborted()
    try {
      const { siteId, dataset, shell } = first
      await work({ siteId, dataset, shell: shell && { ...first, shell }, chosen: [first, ...rest] })
    } catch (error) {
      if (!(error instanceof ZerfauxError)) throw error
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** Gives those that have an owner by now. */
async function releaseAt(place: Place, tools: ReleaseTools): Promise<readonly Leftover[]> {
  const { siteId, dataset } = place
  const judge = async (owners: Owners) => {
    const choose = chosenOf(place, await read(place, tools))
    const released = choose(owners)
    const ids = new Set(released.map(leftoverId))
    return { released, kept: choose(nobody).filter((each) => !ids.has(leftoverId(each))) }
  }
  if (dataset === null) {
    const { released, kept } = await judge(await tools.owners())
    await removeSnapshots(siteId, released, tools)
    return kept
  }
  return tools.whileNoJobBegins({ targetId: siteId, dataset }, async (owners) => {
    const { released, kept } = await judge(owners)
    const appliance = await tools.appliance(siteId)
    const changes = released.flatMap((each) => (each.release.at === 'appliance' ? each.release.changes : []))
    for (let at = 0; at < changes.length; at += BATCH) {
      tools.signal.throwIfAborted()
      await appliance.apply(changes.slice(at, at + BATCH))
    }
    return kept
  })
}

async function removeSnapshots(siteId: string, released: readonly Leftover[], tools: ReleaseTools): Promise<void> {
  const vcenter = await tools.vcenter(siteId)
  for (const leftover of released) {
    if (leftover.release.at !== 'vcenter') continue
    const { vm, snapshotName } = leftover.release
    await vcenter.removeSnapshotsNamed(vm, snapshotName, { signal: tools.signal })
  }
}

type Judge = (owners: Owners) => Leftover[]

async function read({ siteId, dataset }: Place, tools: ReleaseTools): Promise<Judge> {
  if (dataset === null) {
    const snapshots = await (await tools.vcenter(siteId)).ourSnapshots({ signal: tools.signal })
    return (owners) => findVmLeftovers(siteId, snapshots, owners)
  }
  const survey = await (await tools.appliance(siteId)).survey(dataset)
  const here = survey.filter((seen) => seen.dataset === dataset)
  return (owners) => findLeftovers(siteId, here, owners)
}

function chosenOf({ chosen }: Place, judge: Judge): Judge {
  const ids = new Set(chosen.map(({ id }) => id))
  return (owners) => judge(owners).filter((leftover) => ids.has(leftoverId(leftover)))
}

function labelsOf({ chosen }: Place, leftovers: readonly Leftover[]): string[] {
  const ids = new Set(leftovers.map(leftoverId))
  return chosen.filter(({ id }) => ids.has(id)).map(({ label }) => label)
}

function leftAlone({ label }: ChosenShell, because: string): ZerfauxError {
  return new ZerfauxError('conflict', `${label} was left alone: ${because}`, {
    hint: 'Read the list of leftovers again: it says what to do.',
  })
}

function ownedAgain(kept: readonly string[]): ZerfauxError {
  return new ZerfauxError(
    'conflict',
    `${kept.length} of the chosen have an owner by now and were left alone: ${few(kept)}`,
    {
      hint: 'Nothing to do. Read the list of leftovers again.',
    },
  )
}

function few(labels: readonly string[]): string {
  return [...labels.slice(0, 5), ...(labels.length > 5 ? [`and ${labels.length - 5} more`] : [])].join(', ')
}

/** Also what an earlier attempt had added; nothing twice. */
async function addTo(tools: ReleaseTools, name: 'released' | 'kept', labels: readonly string[]): Promise<void> {
  const before = z.array(z.string()).safeParse(tools.facts()[name]).data ?? []
  await tools.result({ [name]: [...new Set([...before, ...labels])] })
}

export const releaseLeftovers: Workflow<ReleaseParams, ReleaseTools> = {
  kind: 'release_leftovers',
  steps: [release, confirm],
  whenHopeless: 'ask_operator',
}
