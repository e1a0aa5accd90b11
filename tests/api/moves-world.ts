import type { VmRecord } from '../../lib/domain/inventory.ts'
import type { SimulatedVcenter } from '../../lib/drivers/vsphere/simulated-vcenter.ts'
import { settle } from '../../lib/drivers/vsphere/simulated/simulated-effect.ts'
import { simulatedVcenterStore } from '../../lib/workflows/simulated-sites.ts'
import { call, database, tokenOf } from './call.ts'
import { makeSmallGroup } from './small-group.ts'
import { waitForJob, type Job } from './worker.ts'

const GIB = 2 ** 30
export const FROM = 'vmfs-ssd-01'
export const ON = 'nfs-protected-02'

export type ProtectedVm = {
  id: string
  name: string
  vm_id: string
  current_datastore: string | null
  in_protection_datastore: boolean
  attention: { code: string; message: string; since: string }[]
}

/** A group whose VMs, small ones, all lie on a datastore that is not replicated. Needs a worker. */
export async function makeMovesWorld(name: string, count: number) {
  const token = await tokenOf('admin')
  const group = await makeSmallGroup(token, name)
  const post = (to: string, body?: unknown) => call('POST', to, { token, ...(body !== undefined && { body }) })
  const get = async (path: string) => (await call('GET', path, { token })).body
  const store = simulatedVcenterStore(database, `${name}.west.test`)
  const sync = async () => {
    const { body } = await post(`/vcenters/${group.source.vcenter}/sync`)
    const job = await waitForJob(body['job_id'] ?? '', token)
    if (job.status !== 'succeeded') throw new Error(`The sync is ${job.status}`)
  }
  await store.update((state) => {
    for (const vm of state.vms) {
      vm.snapshotCount = 0
      vm.disks = vm.disks.slice(0, 1).map((disk) => ({ ...disk, capacityBytes: GIB }))
      vm.storageBytes = GIB / 2
      place(vm, FROM)
    }
  })
  await sync()
  const listed = await get(`/vcenters/${group.source.vcenter}/vms?limit=500`)
  const some = (listed.items as { id: string; is_template: boolean }[]).filter((vm) => !vm.is_template).slice(0, count)
  for (const { id } of some) await post(`/protection-groups/${group.id}/protected-vms`, { vm_id: id })
  const list = async (): Promise<ProtectedVm[]> =>
    (await get(`/protection-groups/${group.id}/protected-vms?limit=500`)).items as never
  return {
    token,
    group,
    post,
    get,
    sync,
    store,
    vms: await list(),
    vmOf: async (id: string): Promise<ProtectedVm> => (await get(`/protected-vms/${id}`)) as never,
    ended: (jobId: string | undefined, until?: (job: Job) => boolean) => waitForJob(jobId ?? '', token, until, 60),
    /** Changes a VM behind everybody's back. */
    meddle: (vmName: string, change: (vm: VmRecord, state: SimulatedVcenter) => void) =>
      store.update((state) => {
        settle(state, Date.now())
        const vm = state.vms.find((one) => one.name === vmName)
        if (!vm) throw new Error(`There is no ${vmName}`)
        change(vm, state)
      }),
  }
}

export function place(vm: VmRecord, datastore: string): void {
  vm.vmxPath = `[${datastore}] ${vm.name}/${vm.name}.vmx`
  vm.datastores = [datastore]
  for (const disk of vm.disks) disk.datastore = datastore
}
