import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { count } from '@/app/_ui/format'
import { pageContext } from '@/lib/http/page-context'
import { getProtectedVm } from '@/lib/services/protected-vms/get-protected-vm'
import { getVm } from '@/lib/services/vcenters/get-vm'
import { listAllVms } from '@/lib/services/vcenters/list-vms'
import { loadSites } from '../_components/estate'
import { guarded } from '../_components/guarded'
import { withParams } from '../_components/search-params'
import { VmFilters } from './_components/vm-filters'
import { VmPanel } from './_components/vm-panel'
import { readVmAddress, vmRequest } from './_components/vm-query'
import { VmTable } from './_components/vm-table'

export const metadata: Metadata = { title: 'VMs' }

const FIRST_ROWS = 100

export default function VmsPage({ searchParams }: PageProps<'/replication/vms'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const address = readVmAddress(await searchParams)
    const [page, sites, selected] = await Promise.all([
      listAllVms(ctx, { ...vmRequest(address), limit: FIRST_ROWS }),
      loadSites(),
      address.vm ? getVm(ctx, { id: address.vm }) : null,
    ])
    const membership = selected?.protectedVmId ? await getProtectedVm(ctx, { id: selected.protectedVmId }) : null
    const { vm: _, ...listed } = address
    const { sort: __, ...filtered } = listed
    return (
      <main className="page stack" id="content">
        <header className="page-head">
          <div>
            <h1>VMs</h1>
            <output className="quiet">
              {count(page.total, 'VM')}
              {Object.keys(filtered).length > 0 && ' match'}, as of each vCenter’s last sync
            </output>
          </div>
        </header>
        <VmFilters address={address} vcenters={sites.vcenters} clusters={page.clusters} datastores={page.datastores} />
        {page.items.length === 0 ? (
          <NoVms filtered={Object.keys(filtered).length > 0} />
        ) : (
          <div className="with-panel">
            <VmTable
              key={withParams('', listed)}
              first={{ items: page.items, nextCursor: page.nextCursor }}
              total={page.total}
              address={listed}
              selected={selected?.id ?? null}
              vcenters={sites.vcenters.map(({ id, name, driver }) => ({ id, name, simulated: driver === 'simulated' }))}
            />
            {selected && (
              <VmPanel
                vm={selected}
                membership={membership}
                closeHref={withParams('/replication/vms', listed)}
                vcenter={sites.nameOf(selected.vcenterId)}
                simulated={sites.simulated.has(selected.vcenterId)}
              />
            )}
          </div>
        )}
      </main>
    )
  })
}

function NoVms({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <Empty title="No VM matches these filters">
        <p>
          <Link href="/replication/vms">Show all VMs</Link>
        </p>
      </Empty>
    )
  }
  return (
    <Empty title="No VMs known">
      <p>
        VMs are read from the vCenters. <Link href="/replication/sites">Add a vCenter and sync it</Link>.
      </p>
    </Empty>
  )
}
