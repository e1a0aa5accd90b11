import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Time } from '@/app/_ui/time'
import { pageContext } from '@/lib/http/page-context'
import { getAlert } from '@/lib/services/alerts/get-alert'
import { alertLook } from '../../_components/alert-look'
import { because } from '../../_components/because'
import { Fact } from '../../_components/fact'
import { guarded } from '../../_components/guarded'
import { pageTitle } from '../../_components/page-title'
import { Acknowledge } from '../_components/acknowledge'
import { Deliveries } from './_components/deliveries'
import { LookAt } from './_components/look-at'
import { PinBefore } from './_components/pin-before'

export function generateMetadata({ params }: PageProps<'/replication/alerts/[alertId]'>): Promise<Metadata> {
  return pageTitle(async () => (await getAlert(await pageContext(), { id: (await params).alertId })).headline, 'Alert')
}

export default function AlertPage({ params }: PageProps<'/replication/alerts/[alertId]'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const alert = await getAlert(ctx, { id: (await params).alertId })
    const { role } = ctx.actor
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/alerts">Alerts</Link>
          </p>
          <div className="page-head">
            <h1>
              {alert.subject} <Badge look={alertLook(alert)} />
            </h1>
            {alert.acknowledgedBy === null && alert.resolvedAt === null && (
              <Acknowledge
                id={alert.id}
                subject={alert.subject}
                because={because(role, 'operator', alert.can.acknowledge)}
              />
            )}
          </div>
        </header>
        <div className="notice" data-tone={alertLook(alert).tone}>
          <p>
            <strong>{alert.message}.</strong>
          </p>
          {alert.hint && <p>{alert.hint}</p>}
        </div>
        <LookAt alert={alert} />
        {alert.kind === 'unusual_change' && alert.recoveryPoint && (
          <PinBefore point={alert.recoveryPoint} because={because(role, 'operator')} />
        )}
        <dl className="facts">
          <Fact name="Since">
            <Time at={alert.openedAt} />
          </Fact>
          <Fact name="Last seen">
            <Time at={alert.lastSeenAt} />
          </Fact>
          <Fact name="Over">
            {alert.resolvedAt ? <Time at={alert.resolvedAt} /> : <span className="quiet">not yet</span>}
          </Fact>
          <Fact name="Acknowledged">
            {alert.acknowledgedAt ? (
              <>
                <Time at={alert.acknowledgedAt} /> by {alert.acknowledgedBy}
              </>
            ) : (
              <span className="quiet">by nobody</span>
            )}
          </Fact>
        </dl>
        <Deliveries deliveries={alert.deliveries} />
      </main>
    )
  })
}
