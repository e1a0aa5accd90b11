/**
 * A hundred shells in one batch on the lab's vCenter: from the request to the last job that has ended, against
 * the bare calls that make, exempt and re-read as many VMs at the same concurrency.
 */
import { inArray } from 'drizzle-orm'
import { pino } from 'pino'
import type { MoRef } from '../../lib/domain/inventory.ts'
import type { NewVm, Placement } from '../../lib/drivers/vsphere/vsphere-changes.ts'
import { labVcenter } from '../lab/lab-vcenter.ts'
import { labVsphereDriver } from '../lab/stories/vsphere-rig.ts'
import { labShellGroup } from './shell-estate.ts'

const SHELLS = 100
const AT_A_TIME = 8
/** As it is, and as slow as a vCenter is: a creation there takes a second and more. */
const CREATION_MS = [0, 1000] as const

type Estate = Awaited<ReturnType<typeof labShellGroup>>
type Measured = { readonly wallMs: number; readonly requests: number }

export async function measureShells(): Promise<string> {
  const estate = await labShellGroup(SHELLS)
  const product = await startWorker()
  const rows: string[] = []
  try {
    for (const creationMs of CREATION_MS) {
      await labVcenter('b').control.setTaskDelay('CreateVM_Task', creationMs)
      const bare = await measured(() => bareShells(estate))
      await removeAll(estate)
      const ours = await measured(() => product.makeShells(estate))
      await removeAll(estate)
      const ratio = (ours.wallMs / bare.wallMs).toFixed(2)
      rows.push(
        `| ${creationMs} ms | ${seconds(bare)} | ${bare.requests} | ${seconds(ours)} | ${ours.requests} | ${ratio} |`,
      )
    }
  } finally {
    await labVcenter('b').control.setTaskDelay('CreateVM_Task', 0)
    await product.stop(estate)
  }
  return [
    `${SHELLS} shells, ${AT_A_TIME} at a time.`,
    '',
    '| A creation takes | bare s | requests | Zerfaux s | requests | / bare |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

const seconds = ({ wallMs }: Measured) => (wallMs / 1000).toFixed(1)

async function measured(work: () => Promise<void>): Promise<Measured> {
  const { control } = labVcenter('b')
  await control.requests({ reset: true })
  const from = performance.now()
  await work()
  const wallMs = performance.now() - from
  const counts = await control.requests()
  return { wallMs, requests: Object.values(counts).reduce((sum, count) => sum + count, 0) }
}

/** What any program has to ask for, and nothing that looks before or remembers. */
async function bareShells({ ctx, groupId, ids }: Estate): Promise<void> {
  const { getGroup } = await import('../../lib/db/protection-groups.ts')
  const { orderOf } = await import('../../lib/domain/shell-order.ts')
  const { inParallel } = await import('../../lib/workflows/in-parallel.ts')
  const { planShells } = await import('../../lib/services/shells/plan-shells.ts')
  const { facts, planned } = await planShells(ctx(), await getGroup(ctx().db, groupId), ids, 'read_candidates')
  const driver = labVsphereDriver(labVcenter('b').info)
  const signal = AbortSignal.timeout(600_000)
  const end = (task: MoRef) => driver.followTask(task, { signal, onProgress: () => {} })
  try {
    await inParallel(planned, AT_A_TIME, async ({ row, plan }) => {
      const order = orderOf(row.name, plan, facts.tree)
      const spec: NewVm = {
        ...order.hardware,
        name: order.name,
        datastore: order.placeholderDatastore.moref,
        nics: order.hardware.nics.map(({ network, ...nic }) => ({ ...nic, network: network?.moref ?? null })),
        annotation: '',
        extraConfig: { 'zfx.bench': 'bare' },
      }
      const { folder, resourcePool, host } = order
      const place: Placement = { folder, resourcePool, host }
      const made = (await end(await driver.createVm(spec, place, { signal }))).result
      if (!made || !order.cluster) throw new Error('A shell and its cluster were expected')
      await end(await driver.exemptFromCluster(made, order.cluster.moref, { signal }))
      await driver.vmHardware(made, { signal })
      await driver.clusterOverrides(made, order.cluster.moref, { signal })
    })
  } finally {
    await driver.close()
  }
}

/** For the next turn: the same VMs under the same names. */
async function removeAll({ ctx, ids }: Estate): Promise<void> {
  const { updateShell } = await import('../../lib/db/shells.ts')
  const driver = labVsphereDriver(labVcenter('b').info)
  const { signal } = new AbortController()
  try {
    const bare = await driver.findByExtraConfig('zfx.bench', 'bare', { signal })
    const ours = await driver.findByExtraConfig('zfx.role', 'shell', { signal })
    for (const moref of [...bare, ...ours]) {
      await driver.followTask(await driver.destroyShell(moref, { signal }), { signal, onProgress: () => {} })
    }
  } finally {
    await driver.close()
  }
  for (const id of ids)
    await updateShell(ctx().db, id, { drShellStatus: 'none', drShellMoref: null, drShellName: null })
}

async function startWorker() {
  const { closeDb, db } = await import('../../lib/db/client.ts')
  const { env } = await import('../../lib/config/env.ts')
  const { replicationJobs } = await import('../../drizzle/schema/replication-jobs.ts')
  const { createShells } = await import('../../lib/services/shells/create-shells.ts')
  const { JobQueue } = await import('../../lib/workflows/queue.ts')
  const { runDelivered } = await import('../../lib/workflows/run-delivered.ts')
  const { Sites } = await import('../../lib/workflows/sites.ts')
  const queue = await JobQueue.forWorking(env.DATABASE_URL, () => {})
  const [sites, shutdown] = [new Sites(db), new AbortController()]
  const tools = { db, sites, queue, log: pino({ level: 'silent' }), worker: 'bench', shutdown: shutdown.signal }
  await queue.work(AT_A_TIME, (delivery) => runDelivered(tools, delivery))

  return {
    async makeShells({ ctx, groupId, ids }: Estate): Promise<void> {
      const { jobIds } = await createShells(ctx(), { id: groupId, protectedVmIds: ids, atATime: AT_A_TIME })
      for (;;) {
        const jobs = await db.select().from(replicationJobs).where(inArray(replicationJobs.id, jobIds))
        const odd = jobs.find(({ status }) => status === 'needs_operator' || status === 'stuck')
        if (odd) throw new Error(`A job is ${odd.status}: ${JSON.stringify(odd.error)}`)
        if (jobs.every(({ status }) => status === 'succeeded')) return
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async stop({ ctx }: Estate): Promise<void> {
      shutdown.abort()
      await queue.stop()
      await sites.close()
      await (await ctx().queue()).stop()
      await ctx().sites.close()
      await closeDb()
    },
  }
}
