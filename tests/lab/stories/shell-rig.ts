import type { VsphereDriver } from '../../../lib/drivers/vsphere/vsphere-driver.ts'
import { makePairRig } from './pair-rig.ts'

export type ShellRig = Awaited<ReturnType<typeof makeShellRig>>

/** A group with so many VMs, whatever they lie on: a shell has no disks. */
export async function makeShellRig(name: string, wanted: number) {
  const rig = await makePairRig(name, 'LocalDS_0')
  const vms = await rig.protect((await rig.choose(wanted, () => true)).slice(0, wanted))
  return {
    ...rig,
    vms,
    makeShell: async (id: string) => rig.settled((await rig.post(`/protected-vms/${id}/create-dr-shell`))['job_id']),
  }
}

/** What a story made is not left to those that come after it. */
export async function removeShells(driver: VsphereDriver, ids: readonly string[]): Promise<void> {
  const signal = () => ({ signal: AbortSignal.timeout(30_000) })
  for (const id of ids) {
    for (const moref of await driver.findByExtraConfig('zfx.protected_vm', id, signal())) {
      const task = await driver.destroyShell(moref, signal())
      await driver.followTask(task, { ...signal(), onProgress: () => {} })
    }
  }
}
