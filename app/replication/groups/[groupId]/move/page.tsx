import type { Metadata } from 'next'
import Form from 'next/form'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { size } from '@/app/_ui/format'
import { pageContext } from '@/lib/http/page-context'
import { listProtectedVms } from '@/lib/services/protected-vms/list-protected-vms'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { allPages } from '../../../_components/all-pages'
import { guarded } from '../../../_components/guarded'
import { ChosenVms, PlanChosenVms } from '../_components/chosen-vms'
import { PlacementBadge } from '../_components/placement-cell'
import { AttentionNotes, VmChoice } from '../_components/vm-choice'
import { WizardListHead } from '../_components/wizard-head'
import { movePath, needsMove, wasMovedAway } from './_components/move-selection'

export const metadata: Metadata = { title: 'Protection datastore' }

export default function MovePage({ params }: PageProps<'/replication/groups/[groupId]/move'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    const all = await allPages((page) => listProtectedVms(ctx, { id: group.id, ...page }))
    const rank = (inPlace: boolean) => (inPlace ? 1 : 0)
    const vms = all.toSorted((a, b) => rank(a.inProtectionDatastore) - rank(b.inProtectionDatastore))
    const ids = vms.map(({ id }) => id)
    const needing = vms.filter(needsMove).length
    const away = vms.filter(wasMovedAway).length
    return (
      <main className="page stack" id="content">
        <WizardListHead group={group} title="Protection datastore">
          Only what lies on <code>{group.protectionDatastore}</code> is replicated. A VM is moved there with its home
          and all of its disks while it runs on.
        </WizardListHead>
        {vms.length === 0 ? (
          <Empty title="No VMs in this group">
            <p>Assign VMs first; then they can be moved.</p>
          </Empty>
        ) : (
          <ChosenVms>
            <Form action={movePath(group.id, 'plan')} className="section">
              <p className="sentence">
                {needing === 0
                  ? 'All VMs lie wholly on it.'
                  : `${needing} of ${vms.length} VMs do not lie wholly on it.`}
              </p>
              <div className="actions">
                <PlanChosenVms ids={ids} />
                {needing > 0 && (
                  <Link className="button" href={movePath(group.id, 'plan', { vm: [], which: 'needing' })}>
                    All that need it ({needing})
                  </Link>
                )}
                {away > 0 && (
                  <Link className="button" href={movePath(group.id, 'plan', { vm: [], which: 'moved_away' })}>
                    All that were moved away ({away})
                  </Link>
                )}
              </div>
              <VmChoice
                label="VMs"
                vms={vms}
                heads={
                  <>
                    <th scope="col">On the protection datastore</th>
                    <th scope="col">What to look at</th>
                    <th scope="col" className="number">
                      Size
                    </th>
                  </>
                }
                cells={(vm) => (
                  <>
                    <td>
                      <PlacementBadge vm={vm} />
                    </td>
                    <td className="wrap">
                      <AttentionNotes marks={vm.attention.filter(({ code }) => code === 'moved_away')} />
                    </td>
                    <td className="number">{size(vm.storageBytes)}</td>
                  </>
                )}
              />
            </Form>
          </ChosenVms>
        )}
      </main>
    )
  })
}
