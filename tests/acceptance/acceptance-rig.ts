import { randomBytes } from 'node:crypto'
import { MoRef } from '../../lib/domain/inventory.ts'
import { Hands } from '../../lib/drivers/vsphere/contract/changes-rig.ts'
import { SoapVsphereDriver } from '../../lib/drivers/vsphere/soap-vsphere-driver.ts'
import type { OwnRig } from '../../lib/drivers/vsphere/vsphere-changes.contract.ts'
import { findPlace } from './place.ts'
import { PlainClient } from './plain-client.ts'
import type { AcceptanceSettings } from './settings.ts'
import { end, OWNS_DISKS, PREFIX, sweep } from './sweep.ts'

const DISK_MIB = 16

/** Two folders of its own below the one that was given, a VM with a disk, and the means to be rid of it all. */
export async function makeAcceptanceRig(
  settings: AcceptanceSettings,
): Promise<OwnRig & { readonly dispose: () => Promise<void> }> {
  const driver = new SoapVsphereDriver(settings.signIn)
  const place = await findPlace(driver, settings)
  const plain = await PlainClient.signIn(settings.signIn)
  const tools = { driver, plain, place }
  const dispose = async () => {
    const left = await sweep(tools)
    await plain.leave()
    await driver.close()
    if (left.length > 0) throw new Error(`Left behind, and to be removed by hand:\n${left.join('\n')}`)
  }
  try {
    const before = await sweep(tools)
    if (before.length > 0) throw new Error(`Of an earlier run there is still:\n${before.join('\n')}`)
    const prefix = `${PREFIX}${randomBytes(3).toString('hex')}-`
    const folder = await plain.createFolder(place.folder, `${prefix}one`)
    const otherFolder = await plain.createFolder(place.folder, `${prefix}other`)
    const { cluster, resourcePool, hosts, datastores, networks, guest } = place
    const rig = {
      driver,
      place: { folder, resourcePool, cluster, host: hosts[0] },
      otherFolder,
      datastores,
      networks,
      hosts,
      guest,
      prefix,
      nas: settings.nas,
      otherPath: settings.otherPath,
      unknown: MoRef.parse('vm-999999999'),
      endSession: async () => {},
    }
    return { ...rig, movable: await makeMovable(new Hands(rig), plain), dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** Powered off, with a disk of its own. */
async function makeMovable(hands: Hands, plain: PlainClient): Promise<MoRef> {
  const { driver, prefix, place } = hands.rig
  const spec = hands.spec({ name: `${prefix}movable`, extraConfig: { [OWNS_DISKS]: '1' } })
  const { result } = await hands.succeed(driver.createVm(spec, place, { signal: AbortSignal.timeout(600_000) }))
  if (!result) throw new Error('The vCenter did not say which VM it made')
  const { vmxPath, controllers } = await hands.look(result)
  const controller = controllers.find(({ type }) => type === 'ParaVirtualSCSIController')
  if (!vmxPath || !controller) throw new Error('The VM that was made has no vmx or no controller')
  await end(driver, plain.addDisk(result, controller.key, vmxPath.replace(/\.vmx$/, '.vmdk'), DISK_MIB))
  if ((await hands.look(result)).disks.length !== 1) throw new Error('The VM that was made has not got its disk')
  return result
}
