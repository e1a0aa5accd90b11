import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MoRef } from '../../../domain/inventory.ts'
import { Hands, never, type MovableRig } from './changes-rig.ts'

/** Names, files and disks that somebody else has already. */
export function describeCollisions(makeRig: () => Promise<MovableRig> | MovableRig): void {
  describe('what somebody else has already', () => {
    let hands: Hands
    let rig: MovableRig
    let driver: MovableRig['driver']
    beforeAll(async () => {
      rig = await makeRig()
      hands = new Hands(rig)
      driver = rig.driver
    })
    afterAll(() => hands.clear())

    /** The fault, whether the call is refused or its task fails. */
    const faultOf = async (begin: Promise<MoRef>): Promise<string | null> => {
      const end: unknown = await begin.then(
        (task) => hands.follow(task),
        (error: unknown) => error,
      )
      return /"(?:fault|faultType)":"(\w+)"/.exec(JSON.stringify(end))?.[1] ?? null
    }

    test('a name in the same folder is not given twice, neither by renaming nor by registering', async () => {
      const [one, other] = [hands.spec(), hands.spec()]
      await hands.shell(one)
      const vm = await hands.shell(other)
      expect(await faultOf(driver.reconfigureVm(vm, { name: one.name }, never))).toBe('DuplicateName')
      const { vmxPath, name } = await hands.look(vm)
      expect(name).toBe(other.name)
      await driver.unregisterVm(vm, never)
      expect(await faultOf(driver.registerVm(vmxPath ?? '', one.name, rig.place, never))).toBe('DuplicateName')
      const { result } = await hands.succeed(driver.registerVm(vmxPath ?? '', other.name, rig.place, never))
      if (result) hands.remember(result)
    })

    test('a VM is not registered twice, and nothing is registered where no vmx lies', async () => {
      const { moref, vmxPath, instanceUuid } = await hands.look(await hands.shell())
      const again = hands.name('again')
      expect(await faultOf(driver.registerVm(vmxPath ?? '', again, rig.place, never))).toBe('AlreadyExists')
      const nowhere = (vmxPath ?? '').replace(/[^/]+\.vmx$/, 'not-there.vmx')
      expect(await faultOf(driver.registerVm(nowhere, again, rig.place, never))).toBe('NotFound')
      expect(await driver.findByInstanceUuid(instanceUuid ?? '', never)).toEqual([moref])
    })

    test('of two VMs with the same disk one runs at a time', async () => {
      const movable = await hands.look(rig.movable)
      const [disk] = movable.disks
      const datastore = (await driver.objects(never)).find(
        (object) => object.kind === 'datastore' && object.name === disk?.datastore,
      )
      if (!disk?.path || !datastore) return expect.fail('the VM has no disk on a datastore')
      const shell = await hands.shell()
      const controller = { type: 'ParaVirtualSCSIController', bus: 0 }
      const attached = { controller, unit: 0, datastore: datastore.moref, path: disk.path, mode: 'persistent' }
      await hands.succeed(driver.reconfigureVm(shell, { attachDisks: [attached] }, never))
      await hands.succeed(driver.power(shell, 'on', never))
      const refused = await hands.follow(await driver.power(rig.movable, 'on', never))
      expect(refused).toMatchObject({ state: 'error', faultType: 'FileLocked' })
      expect(await hands.look(rig.movable)).toMatchObject({ powerState: 'powered_off' })
      await hands.succeed(driver.power(shell, 'off', never))
      await hands.succeed(driver.power(rig.movable, 'on', never))
      await hands.succeed(driver.power(rig.movable, 'off', never))
    })
  })
}
