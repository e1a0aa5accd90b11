import type { SpoiledCall } from '../../../lib/drivers/vsphere/contract/changes-rig.ts'
import type { EveryRig } from '../../../lib/drivers/vsphere/vsphere-changes.contract.ts'
import { MoRef, type VcenterObject } from '../../../lib/domain/inventory.ts'
import type { Site } from '../lab.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { labVsphereDriver } from './vsphere-rig.ts'

const SLOW_MS = 1_200

const methods: Readonly<Record<SpoiledCall, string>> = {
  relocateVm: 'RelocateVM_Task',
  createVm: 'CreateVM_Task',
  reconfigureVm: 'ReconfigVM_Task',
  power: 'PowerOnVM_Task',
}

/** A vCenter of the lab to make, move and spoil things in. */
export async function makeChangesRig(site: Site): Promise<EveryRig & { readonly dispose: () => Promise<void> }> {
  const { info, control } = labVcenter(site)
  const driver = labVsphereDriver(info)
  const { signal } = new AbortController()
  const objects = await driver.objects({ signal })
  const one = (kind: VcenterObject['kind'], name: string): MoRef => {
    const found = objects.find((object) => object.kind === kind && object.name === name)
    if (!found) throw new Error(`vCenter ${site} has no ${kind} ${name}`)
    return found.moref
  }
  const cluster = one('cluster', `cluster-${site}1`)
  const pool = objects.find((object) => object.kind === 'resource_pool' && object.parentMoref === cluster)
  const datastores = [one('datastore', `vmfs-${site}-01`), one('datastore', `nfs-${site}-01`)] as const
  const [movable, withTools, without] = await control.addVms(3)
  const vms = (await Array.fromAsync(driver.virtualMachines({ signal }))).flat()
  const vmOf = (name: string | undefined) => {
    const vm = vms.find((each) => each.name === name)
    if (!vm) throw new Error(`vCenter ${site} has no VM ${name}`)
    return vm
  }
  const morefOf = (name: string | undefined) => vmOf(name).moref
  const nameOf = async (vm: MoRef) => (await driver.vmHardware(vm, { signal }))?.name ?? ''
  await control.changeVm(morefOf(movable), { power: 'poweredOff' })
  await control.changeVm(morefOf(withTools), { power: 'poweredOn', tools: 'toolsOk' })
  await control.changeVm(morefOf(without), { power: 'poweredOn', tools: 'toolsNotInstalled' })
  const slowed = new Set<string>()
  const fast = async () => {
    for (const method of slowed) await control.setTaskDelay(method, 0)
    slowed.clear()
  }
  const folder = one('folder', 'Production')
  const ownFolder = vmOf(movable).folder?.split('/').at(-1) || 'vm'
  const otherFolder = objects.find(
    (it) => it.kind === 'folder' && it.holds === 'vm' && it.moref !== folder && it.name !== ownFolder,
  )
  const home = await driver.relocateVm(morefOf(movable), datastores[0], { signal })
  await driver.followTask(home, { signal, onProgress: () => {} })
  return {
    driver,
    place: {
      folder,
      resourcePool: pool?.moref ?? MoRef.parse('missing'),
      cluster,
      host: one('host', `esx-${site}1-01.lab.example`),
    },
    otherFolder: otherFolder?.moref ?? folder,
    datastores,
    networks: [one('network', 'prod-10'), one('network', 'dv-prod-110')],
    prefix: 'zfx-test-',
    movable: morefOf(movable),
    spoil: async (call, fault, at) => {
      await fast()
      await control.failNext({ method: methods[call], fault, at })
    },
    slow: async (call) => {
      slowed.add(methods[call])
      await control.setTaskDelay(methods[call], SLOW_MS)
    },
    endSession: async () => void (await control.endSessions()),
    ask: (vm) => control.ask(vm),
    needConsolidation: (vm) => control.needConsolidation(vm),
    running: { withTools: morefOf(withTools), without: morefOf(without) },
    unknown: MoRef.parse('vm-999999'),
    guest: morefOf(withTools),
    otherPath: '/tank/elsewhere',
    nas: { remoteHost: '10.77.0.9', remotePath: '/tank/changes' },
    hosts: [one('host', `esx-${site}1-01.lab.example`), one('host', `esx-${site}1-02.lab.example`)],
    dispose: async () => {
      await fast()
      await control.clearFaults()
      for (const vm of [movable, withTools, without]) await control.removeVm(await nameOf(morefOf(vm)))
      await driver.close()
    },
  }
}
