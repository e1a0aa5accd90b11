import { expect, test } from 'vitest'
import { replicateChaos } from './replicate-chaos.ts'

// Ten thousand rounds are in `npm run bench`; these find a broken step within seconds.
test.each(['one', 'two', 'three'])('300 rounds with faults in any driver call, dice “%s”', async (seed) => {
  const report = await replicateChaos({ rounds: 300, seed, faultShare: 0.08 })
  expect(report.violations).toEqual([])
  expect(report.rounds).toBe(300)
  expect(report.succeeded + report.cancelled).toBe(300)
  expect(report.pointsWhileAway).toBeGreaterThan(0)
  expect(report.pointsVerified).toBeGreaterThan(150)
  // Faults of every kind happened, or nothing was shown.
  for (const [fault, times] of Object.entries(report.faults))
    expect({ fault, times: times > 0 }).toEqual({ fault, times: true })
})
