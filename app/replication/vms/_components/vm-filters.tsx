import { powerStates } from '@/lib/domain/inventory'
import type { VcenterView } from '@/lib/services/vcenters/vcenter-view'
import { FilterForm } from '../../_components/filter-form'
import { SearchFilter, SelectFilter } from '../../_components/filters'
import { powerLooks } from './power-look'
import type { VmAddress } from './vm-query'

export function VmFilters(props: {
  readonly address: VmAddress
  readonly vcenters: readonly VcenterView[]
  readonly clusters: readonly string[]
  readonly datastores: readonly string[]
}) {
  const { address, vcenters, clusters, datastores } = props
  const same = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }))
  return (
    <FilterForm keep={['sort']}>
      <SearchFilter label="Search" placeholder="Name, guest, folder or IP address" value={address.q ?? ''} />
      <SelectFilter
        name="vcenter"
        label="vCenter"
        any="All vCenters"
        value={address.vcenter ?? ''}
        options={vcenters.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <SelectFilter
        name="power"
        label="Power"
        any="Any"
        value={address.power ?? ''}
        options={powerStates.map((value) => ({ value, label: powerLooks[value].label }))}
      />
      <SelectFilter name="cluster" label="Cluster" any="Any" value={address.cluster ?? ''} options={same(clusters)} />
      <SelectFilter
        name="datastore"
        label="Datastore"
        any="Any"
        value={address.datastore ?? ''}
        options={same(datastores)}
      />
      <SelectFilter
        name="protected"
        label="Protection"
        any="Any"
        value={address.protected ?? ''}
        options={[
          { value: 'true', label: 'Protected' },
          { value: 'false', label: 'Not protected' },
        ]}
      />
    </FilterForm>
  )
}
