import { call, tokenOf } from './call.ts'

export type SomeGroups = {
  readonly token: string
  readonly groups: string[]
  readonly source: string
  readonly dr: string
}

/** Groups of one pair of simulated appliances, each on a dataset of its own. Only the first two datasets exist there. */
export async function someGroups(
  place: string,
  count: number,
  given: Record<string, unknown> = {},
): Promise<SomeGroups> {
  const token = await tokenOf('admin')
  const make = async (path: string, body: unknown) => {
    const answer = await call('POST', path, { token, body })
    if (answer.status !== 201) throw new Error(answer.text)
    return answer.body['id'] ?? ''
  }
  const site = { driver: 'simulated', username: 'zfx', password: 'sesame' }
  const vcenterId = await make('/vcenters', { ...site, name: place, host: `vms-1.${place}` })
  const appliance = { driver: 'simulated', username: 'zfx', pool: 'tank', dataset_prefix: 'zerfaux' }
  const source = await make('/targets', { ...appliance, name: `${place} West`, host: `instant-west.${place}` })
  const dr = await make('/targets', { ...appliance, name: `${place} East`, host: `instant-east.${place}` })
  const groups: string[] = []
  for (let number = 1; number <= count; number += 1) {
    const id = await make('/protection-groups', {
      name: `${place} ${number}`,
      source_vcenter_id: vcenterId,
      dr_vcenter_id: vcenterId,
      source_target_id: source,
      dr_target_id: dr,
      protection_datastore: 'nfs-protected-01',
      source_dataset: `tank/zerfaux/protected-${String(number).padStart(2, '0')}`,
      rpo_minutes: 15,
      ...given,
    })
    groups.push(id)
  }
  return { token, groups, source, dr }
}
