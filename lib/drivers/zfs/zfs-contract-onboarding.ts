import { describe, expect, test } from 'vitest'
import { isPrepared, isReceiveKeyVerified, judgeOnboarding } from '../../domain/appliance-onboarding.ts'
import { DatasetName } from '../../domain/zfs-names.ts'
import { refused, type ZfsRig } from './zfs-contract-bench.ts'
import { DOOR_VERSION } from './receive-door-script.ts'

/** What it says of appliances that were prepared, as those of every rig are. */
export function promisesOfOnboarding(rig: () => ZfsRig): void {
  const pool = () => DatasetName.parse(rig().replica.replace(/\/.*/, ''))

  describe('a prepared appliance', () => {
    test('lacks nothing that its role needs', async () => {
      for (const [driver, role] of [
        [rig().source, 'source'],
        [rig().target, 'target'],
      ] as const) {
        const checks = judgeOnboarding(role, await driver.onboarding(role, pool()), DOOR_VERSION)
        expect(checks.filter(({ outcome }) => outcome === 'missing')).toEqual([])
        expect(isPrepared(checks)).toBe(true)
      }
    })

    test('has a receive key that is good below its prefix only, and asks a source for none', async () => {
      expect(isReceiveKeyVerified(await rig().target.onboarding('target', pool()), DOOR_VERSION)).toBe(true)
      expect((await rig().target.onboarding('source', pool())).receiveKey).toBeNull()
    })

    test('that does not answer is no unprepared one', async () => {
      await refused('unreachable', () => rig().unreachable.onboarding('target', pool()))
    })
  })
}
