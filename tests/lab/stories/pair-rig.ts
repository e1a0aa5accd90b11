import { call, tokenOf } from '../../api/call.ts'
import { waitForJob, type Job } from '../../api/worker.ts'
import { labVcenter } from '../lab-vcenter.ts'
import type { ListedVm } from './movable.ts'
import { addVcenter } from './product-rig.ts'

export type PairRig = Awaited<ReturnType<typeof makePairRig>>

export type RigVm = {
  id: string
  name: string
  vm_id: string
  current_datastore: string | null
  in_protection_datastore: boolean
  dr_shell_status: string
  dr_shell_moref: string | null
  attention: { code: string; message: string }[]
}

/** The lab's two vCenters and a group between them, on simulated appliances: these stories need none. Needs a worker. */
export async function makePairRig(rigName: string, protectionDatastore: string) {
  const token = await tokenOf('admin')
  const post = async (path: string, body?: unknown) => {
    const answer = await call('POST', path, { token, ...(body !== undefined && { body }) })
    if (answer.status >= 400) throw new Error(`POST ${path}: ${answer.text}`)
    return answer.body
  }
  const put = async (path: string, body: unknown) => {
    const answer = await call('PUT', path, { token, body })
    if (answer.status >= 400) throw new Error(`PUT ${path}: ${answer.text}`)
  }
  const remove = async (path: string) => {
    const answer = await call('DELETE', path, { token })
    if (answer.status >= 400) throw new Error(`DELETE ${path}: ${answer.text}`)
  }
  const get = async (path: string) => (await call('GET', path, { token })).body
  const ids = { a: await addVcenter('a', post), b: await addVcenter('b', post) }
  const settled = (jobId: string | undefined, until?: (job: Job) => boolean) =>
    waitForJob(jobId ?? '', token, until, 120)
  const sync = async (site: 'a' | 'b') => {
    const job = await settled((await post(`/vcenters/${ids[site]}/sync`))['job_id'])
    if (job.status !== 'succeeded') throw new Error(`The sync is ${job.status}: ${JSON.stringify(job.error)}`)
    return job
  }
  const listed = async (site: 'a' | 'b') => {
    const all: ListedVm[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await get(`/vcenters/${ids[site]}/vms?limit=500${cursor && `&cursor=${cursor}`}`)
      all.push(...page.items)
      cursor = page['next_cursor'] ?? null
    }
    return all
  }
  const target = async (site: 'a' | 'b') =>
    (
      await post('/targets', {
        name: `${rigName} ${site}`,
        driver: 'simulated',
        host: `${rigName}.${site}`,
        username: 'zfx',
        pool: 'tank',
      })
    )['id']

  await Promise.all([sync('a'), sync('b')])
  const group = await post('/protection-groups', {
    name: `${rigName} ${Date.now()}`,
    source_vcenter_id: ids.a,
    dr_vcenter_id: ids.b,
    source_target_id: await target('a'),
    dr_target_id: await target('b'),
    protection_datastore: protectionDatastore,
    source_dataset: `tank/zerfaux/${rigName}`,
    dr_dataset: `tank/zerfaux/${rigName}`,
    rpo_minutes: 60,
  })
  const groupId: string = group['id'] ?? ''

  /** Of the first vCenter alone, as the lab's series of VMs are alike in both; more are made where there are too few. */
  const choose = async (wanted: number, suits: (vm: ListedVm) => boolean) => {
    const known = new Set((await listed('b')).flatMap((vm) => [vm.name, vm.bios_uuid, vm.instance_uuid]))
    const suitable = async () =>
      (await listed('a')).filter(
        (vm) =>
          !vm.is_template && ![vm.name, vm.bios_uuid, vm.instance_uuid].some((one) => known.has(one)) && suits(vm),
      )
    let found = await suitable()
    while (found.length < wanted) {
      await labVcenter('a').control.addVms(5 * (wanted - found.length))
      await sync('a')
      found = await suitable()
    }
    return found
  }
  const readVms = async (): Promise<RigVm[]> =>
    (await get(`/protection-groups/${groupId}/protected-vms?limit=500`)).items as never

  return {
    token,
    groupId,
    ids,
    get,
    post,
    remove,
    put,
    sync,
    settled,
    listed,
    choose,
    readVms,
    source: labVcenter('a').control,
    dr: labVcenter('b').control,
    vm: async (id: string): Promise<RigVm> => (await get(`/protected-vms/${id}`)) as never,
    /** Puts them into the group. */
    async protect(some: readonly { readonly id: string }[]): Promise<RigVm[]> {
      for (const { id } of some) await post(`/protection-groups/${groupId}/protected-vms`, { vm_id: id })
      return readVms()
    },
    /** Networks as suggested; the placement on that datastore, in the first cluster or the one of that name. */
    async map(placeholder: string, clusterName?: string) {
      const [networks] = (await get(`/protection-groups/${groupId}/network-mappings`)).items.map(
        ({ suggestions }) => suggestions,
      )
      await put(`/protection-groups/${groupId}/network-mappings`, { direction: 'forward', items: networks })
      const [options] = (await get(`/protection-groups/${groupId}/placement-mappings`)).items.map(
        ({ options: some }: { options: { clusters: { moref: string; name: string }[] } }) => some,
      )
      const cluster = options?.clusters.find(({ name }) => clusterName === undefined || name === clusterName)
      const placement = { cluster_moref: cluster?.moref, placeholder_datastore: placeholder }
      await put(`/protection-groups/${groupId}/placement-mappings`, { direction: 'forward', placement })
    },
  }
}
