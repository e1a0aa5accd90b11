import type { VcenterAbout, VcenterObject, VmRecord } from '../../domain/inventory.ts'
import { SeededRandom } from './simulated/seeded-random.ts'
import { localDatastores, simulatedSite, type NfsDatastore } from './simulated/simulated-site.ts'
import { simulatedVm } from './simulated/simulated-vm.ts'
import { dealRoles } from './simulated/vm-roles.ts'
import type { SimulatedQuiesceTrouble, SimulatedSnapshot } from './simulated/simulated-snapshots.ts'
import type { ClusterOverrides } from './simulated/simulated-cluster.ts'
import type { SimulatedMarks } from './simulated/simulated-marks.ts'
import type { SimulatedTrouble } from './simulated/simulated-trouble.ts'
import type { SimulatedTask } from './simulated/simulated-task.ts'

/** All that a simulated vCenter knows. Plain JSON: it lives in a database row, or in memory. */
export type SimulatedVcenter = {
  about: VcenterAbout
  objects: VcenterObject[]
  vms: VmRecord[]
  /** By MoRef. */
  tasks: Record<string, SimulatedTask>
  /** Number of the next task; a MoRef is never given twice. */
  nextTask: number
  /** These three are absent in a vCenter that never had a snapshot of ours. */
  snapshots?: SimulatedSnapshot[]
  nextSnapshot?: number
  /** By the VM's MoRef; used up by the next quiesced snapshot of it. */
  quiesceTroubles?: Record<string, SimulatedQuiesceTrouble>
  /** The rest is absent in a vCenter in which nothing was changed yet. By the VM's MoRef. */
  marks?: Record<string, SimulatedMarks>
  /** VMs that were unregistered and whose files are still there, by the path of the vmx. */
  lying?: Record<string, { record: VmRecord; marks: SimulatedMarks }>
  /** By the cluster's MoRef, then by the VM's. */
  overrides?: Record<string, Record<string, ClusterOverrides>>
  troubles?: SimulatedTrouble[]
  nextVm?: number
  nextDatastore?: number
}

/** Names and sizes that look like a company's. The same name, number and seed give the same vCenter. */
export function simulatedVcenter(options: {
  readonly name: string
  readonly vms: number
  readonly seed?: string | number
  /** Defaults to two datastores, `nfs-protected-01` and `-02`, of one appliance. */
  readonly nfsDatastores?: readonly NfsDatastore[]
}): SimulatedVcenter {
  const random = new SeededRandom(`${options.name}/${options.seed ?? 0}`)
  const nfs = options.nfsDatastores ?? defaultNfsDatastores
  const site = simulatedSite(options.name, options.vms, nfs)
  const instanceUuid = random.uuid()

  const counts = new Map<string, number>()
  const vms = dealRoles(options.vms).map((role, index) => {
    const number = (counts.get(role.name) ?? 0) + 1
    counts.set(role.name, number)
    site.folder(role.folder)
    const protectedStore = role.protectedByZfs ? nfs[number % nfs.length] : undefined
    return simulatedVm(
      {
        role,
        index,
        name: `${role.name}-${String(number).padStart(2, '0')}`,
        placement: site.placements[index % site.placements.length] ?? site.placements[0],
        datastore: protectedStore?.name ?? random.pick(localDatastores),
      },
      random,
    )
  })

  return {
    about: {
      name: `${options.name} (simulated)`,
      version: '8.0.3',
      build: '24022515',
      instanceUuid,
      apiVersion: '8.0.3.0',
    },
    objects: site.objects,
    vms,
    tasks: {},
    nextTask: 1,
  }
}

const defaultNfsDatastores: readonly NfsDatastore[] = ['01', '02'].map((number) => ({
  name: `nfs-protected-${number}`,
  remoteHost: '192.0.2.10',
  remotePath: `/tank/zerfaux/protected-${number}`,
}))
