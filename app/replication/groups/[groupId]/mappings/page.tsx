import type { Metadata } from 'next'
import Link from 'next/link'
import { pageContext } from '@/lib/http/page-context'
import { getNetworkMappings } from '@/lib/services/mappings/network-mappings'
import { getPlacementMappings } from '@/lib/services/mappings/placement-mappings'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { because } from '../../../_components/because'
import { guarded } from '../../../_components/guarded'
import { directionNames } from './_components/direction-names'
import { NetworkMappingForm } from './_components/network-mapping-form'
import { PlacementForm } from './_components/placement-form'
import { TestNetworkChecks } from './_components/test-network-checks'

export const metadata: Metadata = { title: 'Mappings' }

export default function MappingsPage({ params }: PageProps<'/replication/groups/[groupId]/mappings'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    const [networks, placements] = await Promise.all([
      getNetworkMappings(ctx, { id: group.id }),
      getPlacementMappings(ctx, { id: group.id }),
    ])
    const refused = because(ctx.actor.role, 'operator')
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> /{' '}
            <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
          </p>
          <h1>Mappings</h1>
          <p>
            What takes a network’s place at the other site, and where shell VMs lie there. Each direction has its own,
            so that the way back is prepared while both sites are well.
          </p>
        </header>
        {networks.items.map((mappings) => {
          const { direction } = mappings
          const placement = placements.items.find((one) => one.direction === direction)
          const title = directionNames[direction]
          return (
            <section key={direction} className="section" aria-labelledby={`mappings-${direction}`}>
              <h2 id={`mappings-${direction}`}>
                {title}: {mappings.sourceVcenter.name} to {mappings.targetVcenter.name}
              </h2>
              <h3>Networks</h3>
              <TestNetworkChecks checks={mappings.checks} />
              <NetworkMappingForm groupId={group.id} mappings={mappings} because={refused} />
              {placement && (
                <>
                  <h3>Placement of shell VMs</h3>
                  <PlacementForm groupId={group.id} mapping={placement} because={refused} />
                </>
              )}
            </section>
          )
        })}
      </main>
    )
  })
}
