import type { Db } from '../../db/client.ts'
import { listActiveJobsOfVms } from '../../db/replication-jobs.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { JobKind } from '../../domain/job-kind.ts'
import { enqueueJob, enqueueLaneJobs, type NewJob, type NewLaneJob } from '../../workflows/enqueue-job.ts'
import type { ServiceContext } from '../context.ts'

/**
 * Job and delivery, in the caller's transaction. A worker takes it from here, in its turn.
 *
 * @throws ZerfauxError `conflict` while another job of the same group, vCenter or VM is under way
 */
export async function startJob(
  ctx: ServiceContext,
  tx: Db,
  job: Omit<NewJob, 'requestedBy'>,
  subject: string,
): Promise<void> {
  const queue = await ctx.queue()
  if (await enqueueJob(tx, queue, { ...job, requestedBy: requestedBy(ctx) })) return
  if (job.protectedVmId !== undefined) throw await underWay(tx, [job.protectedVmId])
  throw new ZerfauxError('conflict', `${subject} already has a job under way`, { hint: WAIT })
}

/**
 * As `startJob`, for many VMs at once: all or none.
 *
 * @throws ZerfauxError `conflict` that names the VMs which have a job under way, and the first such job
 */
export async function startLaneJobs(
  ctx: ServiceContext,
  tx: Db,
  jobs: readonly Omit<NewLaneJob, 'requestedBy'>[],
): Promise<void> {
  const queue = await ctx.queue()
  const refused = await enqueueLaneJobs(
    tx,
    queue,
    jobs.map((job) => ({ ...job, requestedBy: requestedBy(ctx) })),
  )
  if (refused.length === 0) return
  throw await underWay(
    tx,
    refused.map(({ protectedVmId }) => protectedVmId),
  )
}

const requestedBy = ({ actor }: ServiceContext) => `${actor.kind}:${actor.name}`
const WAIT = 'Wait until it has ended, or cancel it first.'
const NAMED = 5

async function underWay(tx: Db, protectedVmIds: readonly string[]): Promise<ZerfauxError> {
  const active = await listActiveJobsOfVms(tx, protectedVmIds)
  const [first] = active
  // It ended between the refusal and this look.
  if (!first) return new ZerfauxError('conflict', 'Another job of the VM has just ended', { hint: 'Try again.' })
  const by = (who: string) => who.replace(/^\w+:/, '')
  const named = active
    .slice(0, NAMED)
    .map(({ subject, kind, requestedBy: who }) => `${subject ?? 'A VM'} (${deeds[kind]}, asked for by ${by(who)})`)
  const others = active.length > NAMED ? ` and ${active.length - NAMED} more` : ''
  const verb = active.length === 1 ? 'already has a job under way' : 'already have jobs under way'
  return new ZerfauxError('conflict', `${named.join(', ')}${others} ${verb}`, {
    hint: active.length === 1 ? WAIT : 'Leave these out, wait until their jobs have ended, or cancel those first.',
    facts: { jobId: first.id },
  })
}

const deeds: Record<JobKind, string> = {
  replicate: 'replication',
  sync_inventory: 'inventory',
  repair_replica: 'repair',
  release_leftovers: 'release of leftovers',
  move_to_protection_datastore: 'move',
  create_dr_shell: 'DR shell',
  remove_dr_shell: 'removal of the DR shell',
}
