/** Protection groups on simulated appliances of their own, made through the verbs. Needs bench-database.ts. */
export async function simulatedGroups(count: number, rpoMinutes: number) {
  const { serviceContext } = await import('../../lib/services/context.ts')
  const { createGroup } = await import('../../lib/services/protection-groups/create-group.ts')
  const { createTarget } = await import('../../lib/services/targets/create-target.ts')
  const { createVcenter } = await import('../../lib/services/vcenters/create-vcenter.ts')
  const { keepLast } = await import('../../lib/domain/retention.ts')
  const ctx = () => serviceContext({ kind: 'system', id: 'bench', name: 'bench', role: 'admin' }, null)
  const simulated = { driver: 'simulated', username: 'bench' } as const
  const vcenter = await createVcenter(ctx(), { ...simulated, name: 'bench', host: 'vms-1.bench', password: 'bench' })
  const appliance = (name: string) =>
    createTarget(ctx(), { ...simulated, name, host: `instant-${name}.bench`, pool: 'tank', datasetPrefix: 'zerfaux' })
  const ids: string[] = []
  for (let number = 1; number <= count; number += 1) {
    const [source, dr] = [await appliance(`from-${number}`), await appliance(`to-${number}`)]
    const { id } = await createGroup(ctx(), {
      name: `Group ${number}`,
      sourceVcenterId: vcenter.id,
      drVcenterId: vcenter.id,
      sourceTargetId: source.id,
      drTargetId: dr.id,
      protectionDatastore: 'nfs-protected-01',
      sourceDataset: 'tank/zerfaux/protected-01',
      drDataset: `tank/zerfaux/group-${number}`,
      rpoMinutes,
      retention: { source: keepLast(4), target: keepLast(8) },
    })
    ids.push(id)
  }
  return { ids, ctx }
}
