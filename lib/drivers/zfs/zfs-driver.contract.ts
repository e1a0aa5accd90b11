import { afterEach, beforeEach, describe } from 'vitest'
import type { ZfsRig } from './zfs-contract-bench.ts'
import { promisesOfChanges } from './zfs-contract-changes.ts'
import { promisesOfFamilies } from './zfs-contract-families.ts'
import { promisesOfOnboarding } from './zfs-contract-onboarding.ts'
import { promisesOfRefusals } from './zfs-contract-refusals.ts'
import { promisesOfDestroying } from './zfs-contract-destroying.ts'
import { promisesOfSurveys } from './zfs-contract-survey.ts'
import { promisesOfSending } from './zfs-contract-sending.ts'
import { promisesOfWays } from './zfs-contract-ways.ts'

/** What every ZfsDriver promises. Run by the simulated one always, by the SSH one in the lab. */
export function describeZfsDriver(name: string, makeRig: () => Promise<ZfsRig>): void {
  describe(name, () => {
    let current: ZfsRig
    beforeEach(async () => {
      current = await makeRig()
    })
    afterEach(() => current.dispose())

    promisesOfChanges(() => current)
    promisesOfSending(() => current)
    promisesOfWays(() => current)
    promisesOfFamilies(() => current)
    promisesOfRefusals(() => current)
    promisesOfDestroying(() => current)
    promisesOfSurveys(() => current)
    promisesOfOnboarding(() => current)
  })
}
