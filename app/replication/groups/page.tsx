import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { rpoStatuses } from '@/lib/domain/rpo'
import { pageContext } from '@/lib/http/page-context'
import { because } from '../_components/because'
import { loadGroups } from '../_components/estate'
import { FilterForm } from '../_components/filter-form'
import { SearchFilter, SelectFilter } from '../_components/filters'
import { GroupsTable } from '../_components/groups-table'
import { guarded } from '../_components/guarded'
import { rpoLooks } from '../_components/rpo-badge'
import { pick } from '../_components/search-params'
import { AddSite } from '../sites/_components/add-site'

export const metadata: Metadata = { title: 'Protection groups' }

export default function GroupsPage({ searchParams }: PageProps<'/replication/groups'>) {
  return guarded(async () => {
    const { actor } = await pageContext()
    const all = await loadGroups()
    const { q = '', rpo = '' } = pick(await searchParams, ['q', 'rpo'])
    const groups = all.filter(
      (group) => group.name.toLowerCase().includes(q.toLowerCase()) && (rpo === '' || group.rpo.status === rpo),
    )
    return (
      <main className="page stack" id="content">
        <header className="page-head">
          <div>
            <h1>Protection groups</h1>
            <p>VMs that fail over together, on one replicated dataset.</p>
          </div>
          <AddSite
            href="/replication/groups/new"
            label="New protection group"
            because={because(actor.role, 'operator')}
          />
        </header>
        {all.length === 0 ? (
          <Empty title="No protection groups">
            <p>
              A group needs a vCenter and a storage appliance on each side.{' '}
              <Link href="/replication/sites">See the sites</Link>, then make a{' '}
              <Link href="/replication/groups/new">protection group</Link>.
            </p>
          </Empty>
        ) : (
          <>
            <FilterForm>
              <SearchFilter label="Name" value={q} />
              <SelectFilter
                name="rpo"
                label="RPO"
                any="Any"
                value={rpo}
                options={rpoStatuses.map((value) => ({ value, label: rpoLooks[value].label }))}
              />
            </FilterForm>
            {groups.length === 0 ? (
              <Empty title="No group matches these filters" />
            ) : (
              <GroupsTable groups={groups} label="Protection groups" />
            )}
          </>
        )}
      </main>
    )
  })
}
