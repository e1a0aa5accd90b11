import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VmHardware } from '../../../domain/vm-hardware.ts'
import { Hands, never, type MovableRig } from './changes-rig.ts'

/** A VM with disks: moved with every file, its disks detached and attached. */
export function describeMoves(makeRig: () => Promise<MovableRig> | MovableRig): void {
  describe('moves', () => {
    let hands: Hands
    let rig: MovableRig
    beforeAll(async () => {
      rig = await makeRig()
      hands = new Hands(rig)
    })
    afterAll(() => hands.clear())

    const places = (vm: VmHardware) => [vm.vmxPath, ...vm.files].map((file) => /^\[(.*?)\]/.exec(file ?? '')?.[1])

    test('take home, disks and every file along, there and back', async () => {
      const before = await hands.look(rig.movable)
      for (const datastore of [rig.datastores[1], rig.datastores[0]]) {
        await hands.succeed(rig.driver.relocateVm(rig.movable, datastore, never))
        const name = await hands.datastoreName(datastore)
        const after = await hands.look(rig.movable)
        expect(after.datastores).toEqual([name])
        expect(new Set(places(after))).toEqual(new Set([name]))
        for (const disk of after.disks) {
          expect(disk.datastore).toBe(name)
          expect(after.files).toContain(`[${name}] ${disk.path}`)
        }
        const identity = ({ moref, instanceUuid, biosUuid, nics, disks }: VmHardware) => ({
          moref,
          instanceUuid,
          biosUuid,
          nics,
          disks: disks.map(({ path: _path, datastore: _datastore, ...disk }) => disk),
        })
        expect(identity(after)).toEqual(identity(before))
        const [home = ''] = /[^/]+(?=\/[^/]+\.vmx$)/.exec(after.vmxPath?.replace(/^\[.*?\] /, '') ?? '') ?? []
        const lying = await rig.driver.browseDatastore(datastore, home, never)
        expect(lying.map(({ path }) => `[${name}] ${path}`)).toContain(after.vmxPath)
      }
    })

    test('to a folder that is taken there get another', async () => {
      const spec = hands.spec({ name: (await hands.look(rig.movable)).name, datastore: rig.datastores[1] })
      // The same name in another folder of the inventory: two homes of one name on one datastore.
      const placement = { ...rig.place, folder: rig.otherFolder }
      const { result } = await hands.succeed(rig.driver.createVm(spec, placement, never))
      if (!result) return expect.fail('the task did not say which VM it made')
      hands.remember(result)
      const other = await hands.look(result)
      await hands.succeed(rig.driver.relocateVm(rig.movable, rig.datastores[1], never))
      const moved = await hands.look(rig.movable)
      expect(moved.vmxPath).not.toBe(other.vmxPath)
      expect((await hands.look(result)).vmxPath).toBe(other.vmxPath)
      await hands.succeed(rig.driver.relocateVm(rig.movable, rig.datastores[0], never))
    })

    test('disks are detached without their files, and attached where they lie', async () => {
      const before = await hands.look(rig.movable)
      const [disk] = before.disks
      if (!disk) return expect.fail('the VM has no disk')
      const shell = await hands.shell()
      const [datastore] = rig.datastores
      const at = { controller: { type: 'ParaVirtualSCSIController', bus: 0 }, unit: 3, mode: 'persistent' }
      const attachDisks = [{ ...at, datastore, path: disk.path ?? '' }]
      await hands.succeed(rig.driver.reconfigureVm(shell, { attachDisks }, never))
      const withDisk = await hands.look(shell)
      expect(withDisk.disks).toMatchObject([
        {
          controllerType: 'ParaVirtualSCSIController',
          controllerBus: 0,
          unit: 3,
          mode: 'persistent',
          datastore: disk.datastore,
          path: disk.path,
          capacityBytes: disk.capacityBytes,
        },
      ])
      await expect(rig.driver.destroyShell(shell, never)).rejects.toMatchObject({ code: 'precondition_failed' })
      const detachDisks = withDisk.disks.map(({ key }) => key)
      await hands.succeed(rig.driver.reconfigureVm(shell, { detachDisks }, never))
      expect((await hands.look(shell)).disks).toEqual([])
      expect((await hands.look(rig.movable)).disks).toEqual(before.disks)
      await hands.succeed(rig.driver.destroyShell(shell, never))
      expect((await hands.look(rig.movable)).files).toEqual(before.files)
    })
  })
}
