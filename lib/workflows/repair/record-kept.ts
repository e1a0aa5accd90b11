import { needed, type RepairStep } from './repair-tools.ts'

/** What now lies in the kept dataset alone is no recovery point of the group any more, and its rows say where it is. */
export const recordKept: RepairStep = {
  name: 'record_kept',
  title: 'Record what is kept',
  when: ({ aside }) => aside !== null,
  async run({ replicate, aside }, tools) {
    const dataset = needed(aside, 'name for what is kept')
    const [kept, there] = await Promise.all([tools.target.observe(dataset), tools.target.observe(replicate.target)])
    const current = new Set(there?.snapshots.map(({ guid }) => guid))
    const guids = kept?.snapshots.map(({ guid }) => guid).filter((guid) => !current.has(guid)) ?? []
    await tools.kept.setAside(replicate.targetId, dataset, guids)
    await tools.result({ pointsKept: guids.length })
  },
}
