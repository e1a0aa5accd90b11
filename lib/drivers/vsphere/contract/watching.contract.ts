import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MoRef } from '../../../domain/inventory.ts'
import { Hands, never, type ChangesRig } from './changes-rig.ts'
import { Watched } from './watched.ts'

/** Any number of VMs and tasks, each followed with one open question; and what a console shows. */
export function describeWatching(makeRig: () => Promise<ChangesRig> | ChangesRig): void {
  describe('what happens by itself', () => {
    let hands: Hands
    let rig: ChangesRig
    let driver: ChangesRig['driver']
    beforeAll(async () => {
      rig = await makeRig()
      hands = new Hands(rig)
      driver = rig.driver
    })
    afterAll(() => hands.clear())

    test('is told of each VM once at the beginning, then when it changes, through re-login', async () => {
      const [one, other] = [await hands.shell(), await hands.shell()]
      const stop = new AbortController()
      const watch = new Watched(driver.watchVms([one, other, rig.unknown], stop))
      expect(await watch.until(() => watch.told.size === 3)).toBe(true)
      expect(watch.told.get(one)).toEqual([expect.objectContaining({ powerState: 'powered_off', question: null })])
      expect(watch.told.get(rig.unknown)).toEqual([expect.objectContaining({ powerState: null, toolsRunning: false })])
      await hands.succeed(driver.power(one, 'on', never))
      expect(await watch.until(() => watch.last(one)?.powerState === 'powered_on')).toBe(true)
      await rig.endSession()
      await hands.succeed(driver.power(other, 'on', never))
      expect(await watch.until(() => watch.last(other)?.powerState === 'powered_on')).toBe(true)
      expect(watch.told.get(rig.unknown)).toHaveLength(1)
      expect(watch.told.get(one)).toHaveLength(2)
      stop.abort(new Error('enough'))
      await watch.end
    })

    test('a console has a picture while the VM runs', async () => {
      const vm = await hands.shell()
      expect(await driver.screenshot(vm, never)).toBeNull()
      await hands.succeed(driver.power(vm, 'on', never))
      const png = await driver.screenshot(vm, never)
      expect(
        Buffer.from(png ?? [])
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
    })

    test('forty tasks are followed at once, each to its own end, while sessions end', async () => {
      const shells: MoRef[] = []
      for (let at = 0; at < 10; at++) shells.push(await hands.shell())
      const change = async (vm: MoRef, at: number) => {
        const tasks: string[] = []
        for (let time = 0; time < 4; time++) {
          const task = await driver.reconfigureVm(vm, { annotation: `${at}/${time}` }, never)
          if (at === 5 && time === 2) await rig.endSession()
          expect(await hands.follow(task)).toMatchObject({ state: 'success' })
          tasks.push(task)
        }
        return tasks
      }
      const tasks = (await Promise.all(shells.map(change))).flat()
      expect(new Set(tasks).size).toBe(40)
      for (const [at, vm] of shells.entries()) expect((await hands.look(vm)).annotation).toBe(`${at}/3`)
    })
  })
}
