import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Simulated } from '@/app/_ui/simulated'
import { TimeOr } from '@/app/_ui/time'
import { pageContext } from '@/lib/http/page-context'
import { getTarget } from '@/lib/services/targets/get-target'
import { targetCapacity } from '@/lib/services/targets/target-capacity'
import { because } from '../../../_components/because'
import { Fact } from '../../../_components/fact'
import { guarded } from '../../../_components/guarded'
import { pageTitle } from '../../../_components/page-title'
import { CheckButton } from '../../_components/check-button'
import { healthLooks } from '../../_components/site-looks'
import { CapacityChart } from './_components/capacity-chart'
import { DeleteTarget } from './_components/delete-target'
import { TargetHealthFacts } from './_components/target-health-facts'

export function generateMetadata({ params }: PageProps<'/replication/sites/targets/[targetId]'>): Promise<Metadata> {
  return pageTitle(
    async () => (await getTarget(await pageContext(), { id: (await params).targetId })).name,
    'Replication target',
  )
}

const signIns = { private_key: 'private key', password: 'password', none: 'nothing stored' } as const

export default function TargetPage({ params }: PageProps<'/replication/sites/targets/[targetId]'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const target = await getTarget(ctx, { id: (await params).targetId })
    const capacity = await targetCapacity(ctx, { id: target.id })
    const { role } = ctx.actor
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/sites">Sites</Link>
          </p>
          <div className="page-head">
            <h1>
              {target.name} <Simulated when={target.driver === 'simulated'} />
            </h1>
            <div className="actions">
              <Link className="button" href={`/replication/sites/targets/${target.id}/prepare`}>
                Prepare
              </Link>
              <CheckButton id={target.id} name={target.name} because={because(role, 'operator')} />
              {role === 'admin' && (
                <Link className="button" href={`/replication/sites/targets/${target.id}/edit`}>
                  Edit
                </Link>
              )}
              <DeleteTarget id={target.id} name={target.name} because={because(role, 'admin')} />
            </div>
          </div>
        </header>
        {target.lastCheckError && (
          <div className="notice" data-tone="critical">
            <p>
              <strong>The last check failed.</strong> {target.lastCheckError}
            </p>
          </div>
        )}
        {target.lastCheck?.problems.map((problem) => (
          <div className="notice" data-tone={problem.level} key={problem.code + problem.message}>
            <p>
              <strong>{problem.message}</strong>
            </p>
            <p>{problem.hint}</p>
          </div>
        ))}
        <dl className="facts">
          <Fact name="Health">
            <Badge look={healthLooks[target.health]} />
          </Fact>
          <Fact name="Last check">
            <TimeOr at={target.lastCheckAt} />
          </Fact>
          <Fact name="Address">
            <span className="mono">
              {target.host}:{target.port}
            </span>
          </Fact>
          <Fact name="Signs in as">
            {target.username}, {signIns[target.signIn]}
          </Fact>
          <Fact name="Receive key seen">
            <TimeOr at={target.receiveKeyVerifiedAt} />
          </Fact>
          <Fact name="Datasets below">
            <span className="mono">{[target.pool, target.datasetPrefix].filter(Boolean).join('/')}</span>
          </Fact>
          <Fact name="NFS address">{target.nfsAddress ?? '–'}</Fact>
          <Fact name="Replication address">{target.replicationAddress ?? 'as above'}</Fact>
          <Fact name="Transfers at a time">{target.maxTransfers}</Fact>
          <Fact name="Maintenance windows">
            {target.maintenance === null
              ? 'none'
              : `${target.maintenance.windows.length}, ${target.maintenance.timeZone}`}
          </Fact>
          <Fact name="ZFS">{target.zfsVersion ?? '–'}</Fact>
          <Fact name="Trusted host key" whole>
            <span className="mono">{target.hostKeySha256}</span>
          </Fact>
        </dl>
        {target.lastCheck && <TargetHealthFacts health={target.lastCheck} />}
        <CapacityChart capacity={capacity} />
      </main>
    )
  })
}
