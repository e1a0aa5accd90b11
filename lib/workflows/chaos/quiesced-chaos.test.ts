import { expect, test } from 'vitest'
import { quiescedChaos } from './quiesced-chaos.ts'

test.each(['one', 'two'])(
  '120 application-consistent rounds with faults in any call, dice “%s”: no claim that is not true, nothing left for good',
  async (seed) => {
    const report = await quiescedChaos({ rounds: 120, seed, faultShare: 0.03 })
    expect(report.violations).toEqual([])
    expect(report.rounds).toBe(120)
    // Both happened, or nothing was shown.
    expect(report.applicationPoints).toBeGreaterThan(15)
    expect(report.crashPoints).toBeGreaterThan(15)
    expect(report.leftToSweep).toBeGreaterThan(0)
  },
)
