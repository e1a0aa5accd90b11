import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Hands, never, type GuestRig } from './changes-rig.ts'
import { Watched } from './watched.ts'

/** A real guest takes its time. */
const BOOT_MS = 300_000
const SNAPSHOT = 'zfx_20260102T030405Z_000009'

/** One VM with VMware Tools: held still for a snapshot, shut down, and started until its guest is there again. */
export function describeGuest(makeRig: () => Promise<GuestRig> | GuestRig): void {
  describe('a guest', () => {
    let rig: GuestRig
    let hands: Hands
    beforeAll(async () => {
      rig = await makeRig()
      hands = new Hands(rig)
    })
    afterAll(async () => {
      await rig.driver.removeSnapshotsNamed(rig.guest, SNAPSHOT, never)
      await hands.succeed(rig.driver.power(rig.guest, 'on', never))
    })

    test('is held still for a snapshot, which is removed again', async () => {
      const { driver, guest } = rig
      const { snapshotCount } = await hands.look(guest)
      expect(await driver.vmReadiness(guest, never)).toMatchObject({ powerState: 'powered_on', toolsStatus: 'running' })
      const snapshot = { name: SNAPSHOT, description: 'made by a test', quiesce: true, memory: false }
      await hands.succeed(driver.createSnapshot(guest, snapshot, never))
      const named = async () => (await driver.vmReadiness(guest, never))?.snapshots.map(({ name }) => name)
      expect(await named()).toContain(SNAPSHOT)
      expect((await hands.look(guest)).snapshotCount).toBe((snapshotCount ?? 0) + 1)
      expect(await driver.removeSnapshotsNamed(guest, SNAPSHOT, never)).toBe(1)
      expect(await named()).not.toContain(SNAPSHOT)
      expect(await hands.look(guest)).toMatchObject({ needsConsolidation: false })
    })

    test(
      'shuts itself down when it is asked to, and its heart beats after the next start',
      { timeout: BOOT_MS * 3 },
      async () => {
        const { driver, guest } = rig
        const stop = new AbortController()
        const watch = new Watched(driver.watchVms([guest], stop))
        try {
          expect(await watch.until(() => watch.last(guest)?.toolsRunning === true)).toBe(true)
          await driver.shutdownGuest(guest, never)
          expect(await watch.until(() => watch.last(guest)?.powerState === 'powered_off', BOOT_MS)).toBe(true)
          await hands.succeed(driver.power(guest, 'on', never))
          expect(await watch.until(() => watch.last(guest)?.heartbeat === 'green', BOOT_MS)).toBe(true)
          expect(watch.last(guest)).toMatchObject({ powerState: 'powered_on', toolsRunning: true })
        } finally {
          stop.abort()
          await watch.end
        }
      },
    )
  })
}
