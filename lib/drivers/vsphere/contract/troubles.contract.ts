import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Hands, never, type SpoiledRig } from './changes-rig.ts'

/** What becomes of a task in bad times. */
export function describeTroubles(makeRig: () => Promise<SpoiledRig> | SpoiledRig): void {
  describe('in bad times', () => {
    let hands: Hands
    let rig: SpoiledRig
    let driver: SpoiledRig['driver']
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

    test.each(['FileLocked', 'InsufficientResourcesFault', 'NoDiskSpace'])(
      'a move that ends with %s leaves the VM where it was',
      async (fault) => {
        const before = await hands.look(rig.movable)
        await rig.spoil('relocateVm', fault, 'task')
        const last = await hands.follow(await driver.relocateVm(rig.movable, await elsewhere(), never))
        expect(last).toMatchObject({ state: 'error', faultType: fault, result: null })
        expect(await hands.look(rig.movable)).toEqual(before)
      },
    )

    test('a move that is cancelled leaves the VM where it was, and free for another', async () => {
      const before = await hands.look(rig.movable)
      await rig.slow('relocateVm')
      const target = await elsewhere()
      const task = await driver.relocateVm(rig.movable, target, never)
      expect(await driver.task(task)).toMatchObject({ state: 'running' })
      await expect(driver.relocateVm(rig.movable, target, never)).rejects.toMatchObject({
        code: 'remote_rejected',
        facts: { fault: 'TaskInProgress' },
      })
      await driver.cancelTask(task, never)
      expect(await hands.follow(task)).toMatchObject({ state: 'error', faultType: 'RequestCanceled' })
      expect(await hands.look(rig.movable)).toEqual(before)
      await hands.succeed(driver.relocateVm(rig.movable, target, never))
    })

    test('a move tells how far it is, and goes on although the session ends in the middle', async () => {
      await rig.slow('relocateVm')
      const target = await elsewhere()
      const task = await driver.relocateVm(rig.movable, target, never)
      const seen: number[] = []
      const following = driver.followTask(task, {
        ...never,
        onProgress: ({ progressPercent }) => progressPercent !== null && seen.push(progressPercent),
      })
      await rig.endSession()
      expect(await following).toMatchObject({ state: 'success' })
      expect(seen.length).toBeGreaterThan(1)
      expect(seen).toEqual(seen.toSorted((one, other) => one - other))
      expect((await hands.look(rig.movable)).datastores).toEqual([await hands.datastoreName(target)])
    })

    test.each(['relocateVm', 'createVm', 'reconfigureVm', 'power'] as const)(
      '%s without the privilege says so',
      async (call) => {
        const vm = await hands.shell()
        await rig.spoil(call, 'NoPermission', 'call')
        const begin = {
          relocateVm: () => driver.relocateVm(vm, rig.datastores[1], never),
          createVm: () => driver.createVm(hands.spec(), rig.place, never),
          reconfigureVm: () => driver.reconfigureVm(vm, { annotation: 'x' }, never),
          power: () => driver.power(vm, 'on', never),
        }
        await expect(begin[call]()).rejects.toMatchObject({ code: 'permission_missing', hint: expect.any(String) })
        expect(await hands.look(vm)).toMatchObject({ powerState: 'powered_off' })
      },
    )

    test('a shell for which there is no room is not made', async () => {
      const spec = hands.spec()
      await rig.spoil('createVm', 'InsufficientResourcesFault', 'task')
      const last = await hands.follow(await driver.createVm(spec, rig.place, never))
      expect(last).toMatchObject({ state: 'error', faultType: 'InsufficientResourcesFault', result: null })
      expect(await driver.browseDatastore(spec.datastore, spec.name, never)).toEqual([])
    })

    test('a VM for which there is no room does not start', async () => {
      const vm = await hands.shell()
      await rig.spoil('power', 'InsufficientResourcesFault', 'task')
      const refused = await hands.follow(await driver.power(vm, 'on', never))
      expect(refused).toMatchObject({ state: 'error', faultType: 'InsufficientResourcesFault' })
      expect(await hands.look(vm)).toMatchObject({ powerState: 'powered_off' })
    })
  })
}
