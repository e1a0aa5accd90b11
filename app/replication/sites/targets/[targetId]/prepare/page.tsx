import type { Metadata } from 'next'
import Link from 'next/link'
import { Simulated } from '@/app/_ui/simulated'
import { TimeOr } from '@/app/_ui/time'
import { onboardingRoles } from '@/lib/domain/appliance-onboarding'
import { pageContext } from '@/lib/http/page-context'
import { getTarget } from '@/lib/services/targets/get-target'
import { getOnboarding } from '@/lib/services/targets/onboarding'
import { because } from '../../../../_components/because'
import { Fact } from '../../../../_components/fact'
import { guarded } from '../../../../_components/guarded'
import { pageTitle } from '../../../../_components/page-title'
import { CheckPrepared } from './_components/check-prepared'
import { Commands } from './_components/commands'
import { RenewReceiveKey } from './_components/renew-receive-key'

type Props = PageProps<'/replication/sites/targets/[targetId]/prepare'>

export function generateMetadata({ params }: Props): Promise<Metadata> {
  return pageTitle(
    async () => `Prepare ${(await getTarget(await pageContext(), { id: (await params).targetId })).name}`,
    'Prepare this appliance',
  )
}

const roleWords = {
  source: { label: 'Source', means: 'Groups are replicated from it.' },
  target: { label: 'Target', means: 'Replicas and recovery points lie on it.' },
  both: { label: 'Both', means: 'So that replication can be turned round after a failover.' },
} as const

export default function PreparePage({ params, searchParams }: Props) {
  return guarded(async () => {
    const ctx = await pageContext()
    const asked = (await searchParams)['role']
    const role = onboardingRoles.find((name) => name === asked) ?? 'both'
    const target = await getTarget(ctx, { id: (await params).targetId })
    const onboarding = await getOnboarding(ctx, { id: target.id, role })
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/sites">Sites</Link> /{' '}
            <Link href={`/replication/sites/targets/${target.id}`}>{target.name}</Link>
          </p>
          <h1>
            Prepare {target.name} <Simulated when={target.driver === 'simulated'} />
          </h1>
        </header>

        <section className="section stack" aria-labelledby="role">
          <h2 id="role">1. What it is for</h2>
          <nav className="actions" aria-label="Role of this appliance">
            {onboardingRoles.map((name) => (
              <Link
                key={name}
                className="button"
                {...(name === role && { 'data-kind': 'primary', 'aria-current': 'page' as const })}
                href={`/replication/sites/targets/${target.id}/prepare?role=${name}`}
              >
                {roleWords[name].label}
              </Link>
            ))}
          </nav>
          <p className="reason">{roleWords[role].means}</p>
        </section>

        <section className="section stack" aria-labelledby="commands">
          <h2 id="commands">2. What root runs there</h2>
          <p>
            For a Debian host with OpenZFS. {onboarding.user === 'root' ? 'It prepares ' : 'It makes the user '}
            {onboarding.user !== 'root' && <span className="mono">{onboarding.user}</span>}
            {onboarding.user !== 'root' && ', lets it work below '}
            <span className="mono">{onboarding.base}</span>
            {role === 'source' ? ', ' : ', installs a door through which sources can send and do nothing else, '}
            and adds the keys below. Running it again changes nothing more.
          </p>
          <Commands text={onboarding.commands} />
          <dl className="facts">
            <Fact name="Key that Zerfaux signs in with" whole>
              <span className="mono">{onboarding.managementPublicKey ?? 'None; it signs in by password'}</span>
            </Fact>
            {role !== 'source' && (
              <>
                <Fact name="Key that sources are lent for a transfer" whole>
                  <span className="mono">{onboarding.receivePublicKey ?? 'None yet'}</span>
                </Fact>
                <Fact name="Seen to receive and do nothing else">
                  <TimeOr at={onboarding.receiveKeyVerifiedAt} />
                </Fact>
              </>
            )}
          </dl>
          {role !== 'source' && target.driver === 'ssh' && (
            <div className="actions">
              <RenewReceiveKey
                id={target.id}
                name={target.name}
                first={onboarding.receivePublicKey === null}
                because={because(ctx.actor.role, 'admin')}
              />
            </div>
          )}
        </section>

        <section className="section stack" aria-labelledby="check">
          <h2 id="check">3. Whether it worked</h2>
          <CheckPrepared key={role} id={target.id} role={role} because={because(ctx.actor.role, 'operator')} />
        </section>
      </main>
    )
  })
}
