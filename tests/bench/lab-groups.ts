import { labAppliance } from '../lab/lab.ts'
import { addLabTarget } from './lab-target.ts'

const folder = 'schedulebench'

/** Protection groups between the lab's two appliances, made through the verbs. Needs bench-database.ts. */
export async function labGroups(count: number, rpoMinutes: number) {
  const { serviceContext } = await import('../../lib/services/context.ts')
  const { createGroup } = await import('../../lib/services/protection-groups/create-group.ts')
  const { createVcenter } = await import('../../lib/services/vcenters/create-vcenter.ts')
  const ctx = () => serviceContext({ kind: 'system', id: 'bench', name: 'bench', role: 'admin' }, null)
  const simulated = { driver: 'simulated', username: 'bench', password: 'bench' } as const
  const vcenter = await createVcenter(ctx(), { ...simulated, name: 'bench lab', host: 'vms-1.bench' })
  const [source, dr] = [await addLabTarget(ctx(), 'a'), await addLabTarget(ctx(), 'b')]
  const [home, replicas] = await Promise.all([
    labAppliance('a').freshDataset(folder),
    labAppliance('b').freshDataset(folder),
  ])
  const ids: string[] = []
  for (let number = 1; number <= count; number += 1) {
    const dataset = `${home}/g${number}`
    await labAppliance('a').mustRun(
      `zfs create -o atime=off ${dataset} && echo content > /${dataset}/disk && zpool sync`,
    )
    const { id } = await createGroup(ctx(), {
      name: `Lab group ${number}`,
      sourceVcenterId: vcenter.id,
      drVcenterId: vcenter.id,
      sourceTargetId: source,
      drTargetId: dr,
      protectionDatastore: 'bench',
      sourceDataset: dataset,
      drDataset: `${replicas}/g${number}`,
      rpoMinutes,
    })
    ids.push(id)
  }
  return { ids, ctx }
}
