import type { z } from 'zod'
import { VmQuery, type ListAllVms } from '@/lib/services/vcenters/list-vms'
import { pick, type SearchParams } from '../../_components/search-params'

export const vmFilters = ['q', 'vcenter', 'power', 'cluster', 'datastore', 'protected'] as const
export type VmAddress = Partial<Record<(typeof vmFilters)[number] | 'sort' | 'vm', string>>

const Known = VmQuery.pick({ q: true, powerState: true, cluster: true, datastore: true, sort: true, cursor: true })

export function readVmAddress(params: SearchParams): VmAddress {
  return pick(params, [...vmFilters, 'sort', 'vm'])
}

/** From the page's address to the verb's input; what is not known is refused there. */
export function vmRequest(asked: VmAddress & { cursor?: string }): Omit<z.input<typeof ListAllVms>, 'limit'> {
  const { vcenter, power, protected: covered, vm: _, ...rest } = asked
  return {
    ...Known.parse({ ...rest, powerState: power }),
    ...(vcenter && { vcenterId: vcenter }),
    ...(covered && { protected: covered === 'true' ? 'true' : 'false' }),
  }
}
