import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Hands, never, type SpoiledRig } from './changes-rig.ts'
import { Watched } from './watched.ts'

/** Guests, questions and leftovers, as only a simulated vCenter has them at will. */
export function describeGuests(makeRig: () => Promise<SpoiledRig> | SpoiledRig): void {
  describe('guests', () => {
    let hands: Hands
    let rig: SpoiledRig
    let driver: SpoiledRig['driver']
    beforeAll(async () => {
      rig = await makeRig()
      hands = new Hands(rig)
      driver = rig.driver
    })
    afterAll(() => hands.clear())

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
  })
}
