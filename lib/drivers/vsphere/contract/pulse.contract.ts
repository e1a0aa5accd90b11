import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MoRef } from '../../../domain/inventory.ts'
import type { VmPulse } from '../vsphere-changes.ts'
import { Hands, never, type SpoiledRig } from './changes-rig.ts'

/** What of VMs changes by itself: power, guests, questions; and many tasks at once. */
export function describePulse(makeRig: () => Promise<SpoiledRig> | SpoiledRig): void {
  describe('what happens by itself', () => {
    let hands: Hands
    let rig: SpoiledRig
    let driver: SpoiledRig['driver']
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

    test('tells of VMware Tools and their heartbeat', async () => {
      const stop = new AbortController()
      const watch = new Watched(driver.watchVms([rig.running.withTools, rig.running.without], stop))
      expect(await watch.until(() => watch.told.size === 2)).toBe(true)
      expect(watch.last(rig.running.withTools)).toMatchObject({ toolsRunning: true, heartbeat: 'green' })
      expect(watch.last(rig.running.without)).toMatchObject({ powerState: 'powered_on', toolsRunning: false })
      stop.abort()
      await watch.end
    })

    test('a question is told, answered with one of its choices, and gone', async () => {
      const vm = await hands.shell()
      await rig.ask(vm)
      const stop = new AbortController()
      const watch = new Watched(driver.watchVms([vm], stop))
      expect(await watch.until(() => Boolean(watch.last(vm)?.question))).toBe(true)
      const question = watch.last(vm)?.question
      expect(question?.messages).toEqual(['msg.uuid.altered'])
      const choice = question?.choices.find(({ label }) => label.includes('moved'))
      await expect(driver.answerQuestion(vm, 'no-such-question', choice?.key ?? '', never)).rejects.toMatchObject({
        code: 'remote_rejected',
      })
      await driver.answerQuestion(vm, question?.id ?? '', choice?.key ?? '', never)
      expect(await watch.until(() => watch.last(vm)?.question === null)).toBe(true)
      stop.abort()
      await watch.end
    })

    test('a guest is asked to shut down where VMware Tools run, and only there', async () => {
      const { withTools, without } = rig.running
      await expect(driver.shutdownGuest(without, never)).rejects.toMatchObject({ code: 'precondition_failed' })
      const stop = new AbortController()
      const watch = new Watched(driver.watchVms([withTools], stop))
      await driver.shutdownGuest(withTools, never)
      expect(await watch.until(() => watch.last(withTools)?.powerState === 'powered_off')).toBe(true)
      stop.abort()
      await watch.end
      await expect(driver.shutdownGuest(withTools, never)).rejects.toMatchObject({ code: 'precondition_failed' })
    })

    test('disks that need it are consolidated', async () => {
      const vm = await hands.shell()
      await rig.needConsolidation(vm)
      expect(await hands.look(vm)).toMatchObject({ needsConsolidation: true })
      await hands.succeed(driver.consolidateDisks(vm, never))
      expect(await hands.look(vm)).toMatchObject({ needsConsolidation: false })
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

/** What an iteration has told so far. */
class Watched {
  readonly told = new Map<MoRef, VmPulse[]>()
  readonly end: Promise<void>

  constructor(pulses: AsyncIterable<readonly VmPulse[]>) {
    this.end = this.#listen(pulses)
  }

  last(vm: MoRef): VmPulse | undefined {
    return this.told.get(vm)?.at(-1)
  }

  /** False when it has not become so within some seconds. */
  async until(isSo: () => boolean): Promise<boolean> {
    for (let look = 0; look < 400 && !isSo(); look++) await new Promise((resume) => setTimeout(resume, 20))
    return isSo()
  }

  async #listen(pulses: AsyncIterable<readonly VmPulse[]>): Promise<void> {
    for await (const handful of pulses)
      for (const pulse of handful) this.told.set(pulse.vm, [...(this.told.get(pulse.vm) ?? []), pulse])
  }
}
