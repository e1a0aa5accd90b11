import { MoRef } from '../../../lib/domain/inventory.ts'
import type { Job } from '../../api/worker.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { isMovable, ON } from './movable.ts'
import { makePairRig } from './pair-rig.ts'
import { labVsphereDriver } from './vsphere-rig.ts'

export type MoveRig = Awaited<ReturnType<typeof makeMoveRig>>

/** A group whose so many VMs are all to be moved, with nothing in the way. */
export async function makeMoveRig(name: string, wanted: number) {
  const rig = await makePairRig(name, ON)
  const vms = await rig.protect((await rig.choose(wanted, isMovable)).slice(0, wanted))
  const driver = labVsphereDriver(labVcenter('a').info)
  const signal = () => ({ signal: AbortSignal.timeout(60_000) })
  const morefs = new Map((await rig.listed('a')).map(({ id, moref }) => [id, MoRef.parse(moref)]))
  const morefOf = (vm: { readonly vm_id: string }) => MoRef.parse(morefs.get(vm.vm_id))
  /** As the vCenter has it at this moment. */
  const filesAt = async (moref: string): Promise<readonly string[]> =>
    (await driver.vmHardware(MoRef.parse(moref), signal()))?.files ?? []

  return {
    ...rig,
    vms,
    driver,
    morefOf,
    filesAt,
    filesOf: (vm: { readonly vm_id: string }) => filesAt(morefOf(vm)),
    /** What somebody with the vSphere client does. */
    async moveBehindOurBack(vm: { readonly vm_id: string }, datastore: string): Promise<void> {
      const objects = await driver.objects(signal())
      const target = objects.find((one) => one.kind === 'datastore' && one.name === datastore)
      const task = await driver.relocateVm(morefOf(vm), MoRef.parse(target?.moref), signal())
      const end = await driver.followTask(task, { ...signal(), onProgress: () => {} })
      if (end.state !== 'success') throw new Error(`The vCenter did not move it: ${end.faultType}`)
    },
    begin: async (id: string): Promise<string> =>
      (await rig.post(`/protected-vms/${id}/move-to-protection-datastore`))['job_id'] ?? '',
    begunTask: async (jobId: string): Promise<Job> => rig.settled(jobId, ({ result }) => Boolean(result?.['task'])),
  }
}
