import { expect, test } from 'vitest'
import { replicateChaos } from '../../lib/workflows/chaos/replicate-chaos.ts'

test.each(Array.from({ length: 10 }, (_, index) => `dice ${index}`))(
  'a thousand rounds with faults in any driver call, %s: nothing is claimed that is not so, nothing kept is lost, no hold leaks',
  { timeout: 120_000 },
  async (seed) => {
    const report = await replicateChaos({ rounds: 1000, seed, faultShare: 0.06 })
    expect(report.violations).toEqual([])
    expect(report.succeeded + report.cancelled).toBe(1000)
    expect(report.pointsWhileAway).toBeGreaterThan(0)
    expect(report.pointsVerified).toBeGreaterThan(500)
  },
)
