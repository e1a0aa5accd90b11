import { marksOf, needed, putBack, setAside, stale, type RepairStep } from './repair-tools.ts'

/** By renames: the broken replica, if there is one, steps aside, and the pre-seeded dataset takes its name. */
export const adoptReplica: RepairStep = {
  name: 'adopt_replica',
  title: 'Put the adopted dataset in the place of the replica',
  when: ({ way }) => way === 'adopt',
  async run(params, tools) {
    const { target } = params.replicate
    const { dataset, guid } = needed(params.picture.candidate, 'dataset to adopt')
    const [candidate, there] = await Promise.all([tools.target.observe(dataset), tools.target.observe(target)])
    if (candidate?.guid !== guid && there?.guid !== guid) throw stale([`${dataset} is gone or another dataset`])
    await tools.target.apply([
      ...(params.aside === null ? [] : setAside(params)),
      { do: 'create_parents', dataset: target },
      { do: 'rename_dataset', dataset, to: target, guid },
      {
        do: 'set_properties',
        dataset: target,
        properties: { readonly: 'on', canmount: 'noauto', atime: 'off', ...marksOf(params.replicate) },
      },
    ])
    await tools.result({ adopted: dataset, ...(params.aside !== null && { kept: params.aside }) })
  },
  /** Adopted is adopted: it shares points with the source, and rounds can go on from them. */
  async undo(params, tools) {
    await putBack(params, tools)
  },
}
