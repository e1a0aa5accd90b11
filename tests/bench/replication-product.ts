import { pino } from 'pino'
import { labAppliance } from '../lab/lab.ts'
import { addLabTarget } from './lab-target.ts'
import type { Round } from './replication-round.ts'

/**
 * A round as a person sees it: from "run now" to the job that has ended, through service, queue,
 * worker, journal and database. Needs bench-database.ts.
 */
export async function startProduct() {
  const { closeDb, db } = await import('../../lib/db/client.ts')
  const { env } = await import('../../lib/config/env.ts')
  const { getJob } = await import('../../lib/db/replication-jobs.ts')
  const { serviceContext } = await import('../../lib/services/context.ts')
  const { createVcenter } = await import('../../lib/services/vcenters/create-vcenter.ts')
  const { createGroup } = await import('../../lib/services/protection-groups/create-group.ts')
  const { deleteGroup } = await import('../../lib/services/protection-groups/delete-group.ts')
  const { runNow } = await import('../../lib/services/protection-groups/run-now.ts')
  const { JobQueue } = await import('../../lib/workflows/queue.ts')
  const { runDelivered } = await import('../../lib/workflows/run-delivered.ts')
  const { Sites } = await import('../../lib/workflows/sites.ts')

  const ctx = () => serviceContext({ kind: 'system', id: 'bench', name: 'bench', role: 'admin' }, null)
  const queue = await JobQueue.forWorking(env.DATABASE_URL, () => {})
  const sites = new Sites(db)
  const shutdown = new AbortController()
  const tools = { db, sites, queue, log: pino({ level: 'silent' }), worker: 'bench', shutdown: shutdown.signal }
  await queue.work(1, (delivery) => runDelivered(tools, delivery))

  const { id: vcenterId } = await createVcenter(ctx(), {
    name: 'bench',
    driver: 'simulated',
    host: 'vms-1.bench',
    username: 'u',
    password: 'p',
  })
  const [source, dr] = [await addLabTarget(ctx(), 'a'), await addLabTarget(ctx(), 'b')]
  const groups = new Map<string, string>()

  return {
    /** A new replica is a new group; the marks of the one before are taken off its source. */
    async prepare({ dataset, replica, name }: Round): Promise<void> {
      if (groups.has(replica)) return
      await labAppliance('a').mustRun(
        `for p in group role epoch; do zfs inherit zfx:$p ${dataset}; done; for b in $(zfs list -Ht bookmark -o name ${dataset}); do zfs destroy $b; done`,
      )
      // One dataset is one group's.
      for (const earlier of groups.values()) await deleteGroup(ctx(), { id: earlier })
      groups.clear()
      const { id } = await createGroup(ctx(), {
        name: `bench ${name} ${replica}`,
        sourceVcenterId: vcenterId,
        drVcenterId: vcenterId,
        sourceTargetId: source,
        drTargetId: dr,
        sourceDataset: dataset,
        drDataset: replica,
        protectionDatastore: 'bench',
        rpoMinutes: 15,
      })
      groups.set(replica, id)
      // One connection is kept to each appliance; no contender pays for its first.
      await Promise.all([
        sites.appliance(source).then((driver) => driver.observe(dataset)),
        sites.appliance(dr).then((driver) => driver.observe(replica)),
      ])
    },

    async run({ replica }: Round): Promise<void> {
      const { jobId } = await runNow(ctx(), { id: groups.get(replica) ?? '' })
      for (;;) {
        const { status, error } = await getJob(db, jobId)
        if (status === 'succeeded') return
        if (status !== 'queued' && status !== 'running')
          throw new Error(`The job is ${status}: ${JSON.stringify(error)}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },

    async stop(): Promise<void> {
      shutdown.abort()
      await queue.stop()
      await sites.close()
      await (await ctx().queue()).stop()
      await ctx().sites.close()
      await closeDb()
    },
  }
}
