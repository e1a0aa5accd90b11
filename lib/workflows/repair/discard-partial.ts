import type { RepairStep } from './repair-tools.ts'

/** No received snapshot is touched: only what had not become one goes. */
export const discardPartial: RepairStep = {
  name: 'discard_partial',
  title: 'Discard the interrupted receive',
  when: ({ way }) => way === 'discard_partial',
  async run({ replicate, picture }, tools) {
    const there = await tools.target.observe(replicate.target)
    // Gone, or another one by now: what this job was about is over.
    if (there?.receiveResumeToken !== picture.token) return
    await tools.target.apply([{ do: 'abort_receive', dataset: replicate.target }])
    await tools.result({ outcome: 'discarded' })
  },
}
