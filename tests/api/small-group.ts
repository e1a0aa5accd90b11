import { database } from './call.ts'
import { call } from './call.ts'
import { waitForJob, type Job } from './worker.ts'
import { emptyDataset, type SimulatedAppliance } from '../../lib/drivers/zfs/simulated-appliance.ts'
import type { SimulatedStore } from '../../lib/drivers/simulated-store.ts'
import { simulatedApplianceStore } from '../../lib/workflows/simulated-sites.ts'

export type SmallGroup = Awaited<ReturnType<typeof makeSmallGroup>>

const MIB = 1024 ** 2

/** A group on a dataset of 2 MiB between two simulated appliances of its own: a run takes no time. */
export async function makeSmallGroup(token: string, name: string, settings: Record<string, unknown> = {}) {
  const post = async (path: string, body?: unknown) => {
    const answer = await call('POST', path, { token, body })
    if (answer.status >= 400) throw new Error(`POST ${path}: ${answer.text}`)
    return answer.body
  }
  const hosts = { source: `${name}.west.test`, target: `${name}.east.test` }
  const stores = {
    source: simulatedApplianceStore(database, hosts.source, 'tank'),
    target: simulatedApplianceStore(database, hosts.target, 'tank'),
  } satisfies Record<string, SimulatedStore<SimulatedAppliance>>
  const dataset = `tank/zerfaux/${name}`
  await stores.source.update((appliance) => {
    const content = { mounted: true, referenced: 2 * MIB, position: 2 * MIB }
    appliance.datasets[dataset] = { ...emptyDataset(Date.now()), ...content, changeBytesPerMinute: 6000 * MIB }
  })
  const site = async (side: 'source' | 'target') => {
    const login = { driver: 'simulated', host: hosts[side], username: 'zfx' }
    const vcenter = await post('/vcenters', { ...login, name: `${name} ${side} vCenter`, password: 'sesame' })
    const target = await post('/targets', { ...login, name: `${name} ${side} NAS`, pool: 'tank' })
    return { vcenter: vcenter['id'] ?? '', target: target['id'] ?? '' }
  }
  const [source, target] = [await site('source'), await site('target')]
  const group = await post('/protection-groups', {
    name,
    source_vcenter_id: source.vcenter,
    dr_vcenter_id: target.vcenter,
    source_target_id: source.target,
    dr_target_id: target.target,
    protection_datastore: 'nfs-protected-02',
    source_dataset: dataset,
    dr_dataset: dataset,
    rpo_minutes: 60,
    ...settings,
  })
  const id: string = group['id'] ?? ''
  return {
    id,
    dataset,
    stores,
    source,
    target,
    async run(until?: (job: Job) => boolean): Promise<Job> {
      const { job_id: jobId = '' } = await post(`/protection-groups/${id}/run-now`)
      return waitForJob(jobId, token, until)
    },
    points: async (): Promise<Record<string, string>[]> =>
      (await call('GET', `/protection-groups/${id}/recovery-points?limit=500`, { token })).body.items,
  }
}
