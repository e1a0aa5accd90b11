import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MoRef } from '../../../domain/inventory.ts'
import { Hands, never, type MovableRig } from './changes-rig.ts'

/** What every vCenter refuses by itself. */
export function describeRefusals(makeRig: () => Promise<MovableRig> | MovableRig): void {
  describe('what cannot be', () => {
    let hands: Hands
    let rig: MovableRig
    let driver: MovableRig['driver']
    beforeAll(async () => {
      rig = await makeRig()
      hands = new Hands(rig)
      driver = rig.driver
    })
    afterAll(() => hands.clear())

    const elsewhere = async () => {
      const { datastores } = await hands.look(rig.movable)
      const [one, other] = rig.datastores
      return datastores.includes(await hands.datastoreName(one)) ? other : one
    }

    test('of two of the same name at once, one is made', async () => {
      const spec = hands.spec()
      const begin = () =>
        driver.createVm(spec, rig.place, never).then(
          (task) => hands.follow(task),
          (error: unknown) => error,
        )
      const ends = await Promise.all([begin(), begin(), begin()])
      const made = ends.flatMap((end) => (isMade(end) ? [end.result] : []))
      for (const vm of made) if (vm) hands.remember(vm)
      expect(made).toHaveLength(1)
      for (const end of ends.filter((each) => !isMade(each)))
        expect(JSON.stringify(end)).toMatch(/"(fault|faultType)":"DuplicateName"/)
    })

    test.each(['datastore', 'folder', 'resourcePool', 'network'] as const)(
      'a %s that is not there makes no shell',
      async (what) => {
        const unknown = { datastore: 'datastore-999999', folder: 'group-v999999', resourcePool: 'resgroup-999999' }
        const moref = MoRef.parse(what === 'network' ? 'network-999999' : unknown[what])
        const nics = [{ type: 'vmxnet3', mac: null, network: moref }]
        const spec = hands.spec(what === 'datastore' ? { datastore: moref } : what === 'network' ? { nics } : {})
        const place = what === 'folder' || what === 'resourcePool' ? { ...rig.place, [what]: moref } : rig.place
        const end = await driver.createVm(spec, place, never).then(
          (task) => hands.follow(task),
          (error: unknown) => error,
        )
        expect(JSON.stringify(end)).toContain('ManagedObjectNotFound')
      },
    )

    test('a disk at a place that is taken, or that is not there, is not attached', async () => {
      const [disk] = (await hands.look(rig.movable)).disks
      const shell = await hands.shell()
      const datastore = await elsewhere()
      const here = rig.datastores.find((each) => each !== datastore) ?? datastore
      const at = (bus: number) => ({
        controller: { type: 'ParaVirtualSCSIController', bus },
        unit: 0,
        mode: 'persistent',
      })
      const attach = (bus: number, path: string) => ({
        attachDisks: [{ ...at(bus), datastore: here, path }],
      })
      await hands.succeed(driver.reconfigureVm(shell, attach(0, disk?.path ?? ''), never))
      const refused = async (change: ReturnType<typeof attach>) =>
        driver.reconfigureVm(shell, change, never).then(
          (task) => hands.follow(task),
          (error: unknown) => error,
        )
      expect(JSON.stringify(await refused(attach(0, disk?.path ?? '')))).toContain('InvalidDeviceSpec')
      expect(JSON.stringify(await refused(attach(3, disk?.path ?? '')))).toContain('InvalidDeviceSpec')
      expect((await hands.look(shell)).disks).toHaveLength(1)
    })

    test('a disk that a running VM writes to is locked', async () => {
      const [disk] = (await hands.look(rig.movable)).disks
      const datastore = await elsewhere()
      const here = rig.datastores.find((each) => each !== datastore) ?? datastore
      const shell = await hands.shell()
      await hands.succeed(driver.power(rig.movable, 'on', never))
      const controller = { type: 'ParaVirtualSCSIController', bus: 0 }
      const attachDisks = [{ controller, unit: 0, datastore: here, path: disk?.path ?? '', mode: 'persistent' }]
      const last = await hands.follow(await driver.reconfigureVm(shell, { attachDisks }, never))
      expect(last).toMatchObject({ state: 'error', faultType: 'FileLocked' })
      await expect(driver.unregisterVm(rig.movable, never)).rejects.toMatchObject({
        facts: { fault: 'InvalidPowerState' },
      })
      await hands.succeed(driver.power(rig.movable, 'off', never))
    })

    test('a VM that is not there cannot be changed, and is nobody’s hardware', async () => {
      const { unknown } = rig
      expect(await driver.vmHardware(unknown, never)).toBeNull()
      const changes = [
        () => driver.relocateVm(unknown, rig.datastores[0], never),
        () => driver.reconfigureVm(unknown, { annotation: 'x' }, never),
        () => driver.power(unknown, 'on', never),
        () => driver.shutdownGuest(unknown, never),
        () => driver.consolidateDisks(unknown, never),
        () => driver.destroyShell(unknown, never),
      ]
      for (const change of changes) await expect(change()).rejects.toMatchObject({ code: 'not_found' })
      await driver.unregisterVm(unknown, never)
    })
  })
}

function isMade(end: unknown): end is { readonly result: MoRef | null } {
  return typeof end === 'object' && end !== null && 'state' in end && end.state === 'success'
}
