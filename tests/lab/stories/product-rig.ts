import { readFileSync } from 'node:fs'
import { call, tokenOf } from '../../api/call.ts'
import { runOnboarding } from '../prepare-appliances.ts'
import { labAppliance, readLab, type Site } from '../lab.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { waitForJob, type Job } from '../../api/worker.ts'

export type ProductRig = Awaited<ReturnType<typeof makeProductRig>>

/** The product's own API over the lab's real sites: two vCenters and two appliances, added as a person would add them. */
export async function makeProductRig() {
  const lab = readLab()
  if (!lab) throw new Error('These stories need the lab: npm run lab:up')
  const token = await tokenOf('admin')
  const post = async (path: string, body?: unknown) => {
    const answer = await call('POST', path, { token, body })
    if (answer.status >= 400) throw new Error(`POST ${path}: ${answer.text}`)
    return answer.body
  }
  const get = async (path: string) => (await call('GET', path, { token })).body
  const patch = async (path: string, body: unknown) => {
    const answer = await call('PATCH', path, { token, body })
    if (answer.status >= 400) throw new Error(`PATCH ${path}: ${answer.text}`)
  }
  const ids = { a: { vcenter: '', target: '' }, b: { vcenter: '', target: '' } }
  for (const site of ['a', 'b'] as const) {
    ids[site].vcenter = await addVcenter(site, post)
    ids[site].target = await addTarget(site, post)
  }
  const appliances = { a: labAppliance('a'), b: labAppliance('b') }
  /** Runs what the appliance's page shows, for the user it is added with. */
  const prepare = async (site: Site, target: string, user: string) => {
    const { commands } = await get(`/targets/${target}/onboarding`)
    await runOnboarding(appliances[site], user, String(commands))
  }
  for (const site of ['a', 'b'] as const) await prepare(site, ids[site].target, appliances[site].info().username)

  return {
    prepare,
    token,
    ids,
    get,
    post,
    patch,
    source: appliances.a,
    target: appliances.b,
    vcenters: { a: labVcenter('a').control, b: labVcenter('b').control },

    async makeGroup(name: string, options: { drDataset?: string; retention?: unknown } = {}) {
      const sourceDataset = await appliances.a.freshDataset(`stories/${name}`)
      // As a datastore should be: otherwise a mere read is a change.
      await appliances.a.mustRun(`zfs set atime=off ${sourceDataset}`)
      const drDataset = options.drDataset ?? `tank/replicas/${name}`
      if (!options.drDataset) {
        await appliances.b.freshDataset(`replicas/${name}`)
        await appliances.b.mustRun(`zfs destroy ${drDataset}`)
      }
      const group = await post('/protection-groups', {
        name: `${name} ${Date.now()}`,
        source_vcenter_id: ids.a.vcenter,
        dr_vcenter_id: ids.b.vcenter,
        source_target_id: ids.a.target,
        dr_target_id: ids.b.target,
        protection_datastore: 'LocalDS_0',
        source_dataset: sourceDataset,
        dr_dataset: drDataset,
        rpo_minutes: 15,
        ...(options.retention ? { retention: options.retention } : {}),
      })
      return { id: group['id'] ?? '', sourceDataset, drDataset }
    },

    /** A file of the source appliance to the same place on the target, through this machine. */
    copy: async (path: string) => {
      const text = await appliances.a.mustRun(`base64 -w0 ${path}`)
      await appliances.b.mustRun(`: > ${path}.b64`)
      for (let at = 0; at < text.length; at += 100_000)
        await appliances.b.mustRun(`printf %s ${text.slice(at, at + 100_000)} >> ${path}.b64`)
      await appliances.b.mustRun(`base64 -d ${path}.b64 > ${path}`)
    },

    /** Starts a run and waits for it, or for `until`. */
    async run(groupId: string, until?: (job: Job) => boolean, seconds = 120): Promise<Job> {
      const { job_id: jobId = '' } = await post(`/protection-groups/${groupId}/run-now`)
      return waitForJob(jobId, token, until, seconds)
    },

    recoveryPoints: async (groupId: string) =>
      (await get(`/protection-groups/${groupId}/recovery-points`)).items as {
        snapshot_name: string
        guid: string
        bytes: number | null
      }[],
  }
}

type Post = (path: string, body?: unknown) => Promise<Record<string, string>>

export async function addVcenter(site: Site, post: Post): Promise<string> {
  const { host, port, username, password } = labVcenter(site).info
  const probe = await post('/vcenters/probe', { host, port })
  const body = { name: `lab ${site}`, driver: 'vsphere', host, port, username, password }
  const made = await post('/vcenters', { ...body, tls_thumbprint_sha256: probe['tls_thumbprint_sha256'] })
  return made['id'] ?? ''
}

async function addTarget(site: Site, post: Post): Promise<string> {
  const {
    host,
    port,
    username,
    private_key_path: path,
    replication_address: address,
    host_key_sha256: expected,
  } = labAppliance(site).info()
  const probe = JSON.stringify(await post('/targets/probe', { host, port }))
  if (!probe.includes(expected))
    throw new Error(`The probe of appliance ${site} does not show its host key ${expected}: ${probe}`)
  const made = await post('/targets', {
    name: `lab ${site}`,
    driver: 'ssh',
    host,
    port,
    username,
    private_key: readFileSync(path, 'utf8'),
    host_key_sha256: expected,
    pool: 'tank',
    replication_address: `${address}:22`,
  })
  return made['id'] ?? ''
}
