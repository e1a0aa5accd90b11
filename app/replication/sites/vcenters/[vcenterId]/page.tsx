import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Simulated } from '@/app/_ui/simulated'
import { TimeOr } from '@/app/_ui/time'
import { pageContext } from '@/lib/http/page-context'
import { listJobs } from '@/lib/services/jobs/list-jobs'
import { getVcenter } from '@/lib/services/vcenters/get-vcenter'
import { because } from '../../../_components/because'
import { Fact } from '../../../_components/fact'
import { guarded } from '../../../_components/guarded'
import { JobLive } from '../../../_components/job-live'
import { pageTitle } from '../../../_components/page-title'
import { connectionLooks } from '../../_components/site-looks'
import { SyncButton } from '../../_components/sync-button'
import { DeleteVcenter } from './_components/delete-vcenter'
import { VcenterObjects } from './_components/vcenter-objects'

export function generateMetadata({ params }: PageProps<'/replication/sites/vcenters/[vcenterId]'>): Promise<Metadata> {
  return pageTitle(
    async () => (await getVcenter(await pageContext(), { id: (await params).vcenterId })).name,
    'vCenter',
  )
}

export default function VcenterPage({ params }: PageProps<'/replication/sites/vcenters/[vcenterId]'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const { vcenterId } = await params
    // Jobs first: a sync that ends in between is then shown as running, and followed to its end.
    const { items } = await listJobs(ctx, { vcenterId, limit: 1 })
    const vcenter = await getVcenter(ctx, { id: vcenterId })
    const active = items.find((job) => !job.settled)
    const { role } = ctx.actor
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/sites">Sites</Link>
          </p>
          <div className="page-head">
            <h1>
              {vcenter.name} <Simulated when={vcenter.driver === 'simulated'} />
            </h1>
            <div className="actions">
              <SyncButton
                id={vcenter.id}
                name={vcenter.name}
                because={because(role, 'operator', { ok: !active, because: 'A sync is under way.' })}
              />
              {role === 'admin' && (
                <Link className="button" href={`/replication/sites/vcenters/${vcenter.id}/edit`}>
                  Edit
                </Link>
              )}
              <DeleteVcenter
                id={vcenter.id}
                name={vcenter.name}
                vms={vcenter.vmCount}
                because={because(role, 'admin')}
              />
            </div>
          </div>
        </header>
        {active && <JobLive initial={active} />}
        {vcenter.lastSyncError && !active && (
          <div className="notice" data-tone="critical">
            <p>
              <strong>The last sync failed.</strong> {vcenter.lastSyncError}
            </p>
            {items[0]?.error?.hint && <p>{items[0].error.hint}</p>}
          </div>
        )}
        <dl className="facts">
          <Fact name="Connection">
            <Badge look={connectionLooks[vcenter.status]} />
          </Fact>
          <Fact name="Address">
            <span className="mono">
              {vcenter.host}:{vcenter.port}
            </span>
          </Fact>
          <Fact name="Version">{vcenter.version ? `${vcenter.version}, build ${vcenter.build}` : '–'}</Fact>
          <Fact name="User name">{vcenter.username}</Fact>
          <Fact name="VMs">
            <Link href={`/replication/vms?vcenter=${vcenter.id}`}>{vcenter.vmCount.toLocaleString('en')}</Link>
          </Fact>
          <Fact name="Last sync">
            <TimeOr at={vcenter.lastSyncAt} />
          </Fact>
          {vcenter.instanceUuid && (
            <Fact name="Instance UUID">
              <span className="mono">{vcenter.instanceUuid}</span>
            </Fact>
          )}
          {vcenter.tlsThumbprintSha256 && (
            <div className="whole">
              <dt>Trusted thumbprint (SHA-256)</dt>
              <dd className="mono">{vcenter.tlsThumbprintSha256}</dd>
            </div>
          )}
          {vcenter.tlsCaPem && <Fact name="Trusted through">a certificate authority</Fact>}
        </dl>
        <VcenterObjects id={vcenter.id} synced={vcenter.lastSyncAt !== null} />
      </main>
    )
  })
}
