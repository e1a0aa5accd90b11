import { MoRef, type VmRecord } from '../../lib/domain/inventory.ts'
import { settle } from '../../lib/drivers/vsphere/simulated/simulated-effect.ts'
import type { SimulatedVcenter } from '../../lib/drivers/vsphere/simulated-vcenter.ts'
import { simulatedVcenterStore } from '../../lib/workflows/simulated-sites.ts'
import { call, database, tokenOf } from './call.ts'
import { makeSmallGroup } from './small-group.ts'
import { waitForJob } from './worker.ts'

export type ProtectedVm = {
  id: string
  name: string
  dr_shell_status: string
  dr_shell_moref: string | null
  attention: { code: string; message: string; hint: string; since: string }[]
}

/** A group of so many VMs with mapped networks, whose DR vCenter has nothing but a template. Needs a worker. */
export async function makeShellsWorld(name: string, count: number) {
  const token = await tokenOf('admin')
  const group = await makeSmallGroup(token, name, { placeholder_datastore: 'placeholder-01' })
  const post = (to: string, body?: unknown) => call('POST', to, { token, ...(body !== undefined && { body }) })
  const dr = () => simulatedVcenterStore(database, `${name}.east.test`)
  const sync = async (vcenter: string) => {
    const { body } = await post(`/vcenters/${vcenter}/sync`)
    const job = await waitForJob(body['job_id'] ?? '', token)
    if (job.status !== 'succeeded') throw new Error(`The sync is ${job.status}`)
    return job
  }
  await sync(group.source.vcenter)
  await dr().update((state) => {
    state.vms = state.vms.filter((vm) => vm.name === 'template-01')
  })
  await sync(group.target.vcenter)
  const listed = await call('GET', `/vcenters/${group.source.vcenter}/vms?datastore=nfs-protected-02`, { token })
  const some: { id: string }[] = listed.body.items.slice(0, count)
  for (const { id } of some) await post(`/protection-groups/${group.id}/protected-vms`, { vm_id: id })
  const vms: ProtectedVm[] = (await call('GET', `/protection-groups/${group.id}/protected-vms`, { token })).body.items
  const mappings = (await call('GET', `/protection-groups/${group.id}/network-mappings`, { token })).body.items
  const [items] = mappings.map(({ suggestions }) => suggestions)
  await call('PUT', `/protection-groups/${group.id}/network-mappings`, { token, body: { direction: 'forward', items } })
  return {
    token,
    group,
    vms,
    post,
    dr,
    syncSource: () => sync(group.source.vcenter),
    syncDr: () => sync(group.target.vcenter),
    vmOf: async (id: string): Promise<ProtectedVm> =>
      (await call('GET', `/protected-vms/${id}`, { token })).body as never,
    makeShell: async (id: string) => {
      const { body } = await post(`/protected-vms/${id}/create-dr-shell`)
      return waitForJob(body['job_id'] ?? '', token)
    },
    /** Changes a VM of the DR vCenter behind everybody's back. */
    meddle: (moref: string | null, change: (vm: VmRecord, state: SimulatedVcenter) => void) =>
      dr().update((state) => {
        settle(state, Date.now())
        const vm = state.vms.find((one) => one.moref === moref)
        if (!vm) throw new Error(`There is no ${moref}`)
        change(vm, state)
      }),
  }
}

/** Taken out and registered again: the same VM, under a number that nobody had. */
export function registerAnew(vm: VmRecord, state: SimulatedVcenter, moref: string): void {
  const old = vm.moref
  vm.moref = MoRef.parse(moref)
  state.marks = { ...state.marks, [moref]: state.marks?.[old] ?? {} }
  delete state.marks[old]
  for (const overrides of Object.values(state.overrides ?? {})) {
    const own = overrides[old]
    delete overrides[old]
    if (own) overrides[moref] = own
  }
}
