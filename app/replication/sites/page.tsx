import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { pageContext } from '@/lib/http/page-context'
import { listLinks } from '@/lib/services/links/list-links'
import { because } from '../_components/because'
import { loadSites } from '../_components/estate'
import { guarded } from '../_components/guarded'
import { LinksTable } from './_components/links-table'
import { TargetsTable } from './_components/targets-table'
import { VcentersTable } from './_components/vcenters-table'
import { AddSite } from './_components/add-site'

export const metadata: Metadata = { title: 'Sites' }

export default function SitesPage() {
  return guarded(async () => {
    const ctx = await pageContext()
    const { actor } = ctx
    const [{ vcenters, targets }, { items: links }] = await Promise.all([loadSites(), listLinks(ctx)])
    const mayAdd = because(actor.role, 'admin')
    return (
      <main className="page stack" id="content">
        <header className="page-head">
          <div>
            <h1>Sites</h1>
            <p>
              A site is a vCenter, where VMs run, and a storage appliance, where their data lies.{' '}
              <Link href="/replication/leftovers">What was left behind at them</Link>
            </p>
          </div>
        </header>
        <div className="section">
          <div className="section-head">
            <h2>vCenters</h2>
            <AddSite href="/replication/sites/vcenters/new" label="Add vCenter" because={mayAdd} />
          </div>
          {vcenters.length === 0 ? (
            <Empty title="No vCenters">
              <p>Add the vCenter of the protected site and that of the recovery site, then sync both.</p>
            </Empty>
          ) : (
            <VcentersTable vcenters={vcenters} role={actor.role} />
          )}
        </div>
        <div className="section">
          <div className="section-head">
            <h2>Replication targets</h2>
            <AddSite href="/replication/sites/targets/new" label="Add replication target" because={mayAdd} />
          </div>
          {targets.length === 0 ? (
            <Empty title="No replication targets">
              <p>
                Add the two ZFS appliances: the one that exports the datastores, and the one that is to hold the copies.
                Then make a <Link href="/replication/groups">protection group</Link>.
              </p>
            </Empty>
          ) : (
            <TargetsTable targets={targets} role={actor.role} />
          )}
        </div>
        {links.length > 0 && (
          <div className="section">
            <h2>Links</h2>
            <LinksTable links={links} role={actor.role} />
          </div>
        )}
      </main>
    )
  })
}
