import type { Metadata } from 'next'
import Form from 'next/form'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import { pageContext } from '@/lib/http/page-context'
import { listProtectedVms } from '@/lib/services/protected-vms/list-protected-vms'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { allPages } from '../../../_components/all-pages'
import { guarded } from '../../../_components/guarded'
import { ChooseAllVms, ChooseVm, ChosenVms, PlanChosenVms } from '../_components/chosen-vms'
import { PlacementBadge } from '../_components/placement-cell'
import { MAX_NAMED } from '../_components/vm-selection'
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
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> /{' '}
            <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
          </p>
          <h1>Protection datastore</h1>
          <p>
            Only what lies on <code>{group.protectionDatastore}</code> is replicated. A VM is moved there with its home
            and all of its disks while it runs on.
          </p>
        </header>
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
              {vms.length > MAX_NAMED && <p className="quiet">At most {MAX_NAMED} VMs can be chosen one by one.</p>}
              <TableBox label="VMs">
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col" className="fits">
                        {vms.length > MAX_NAMED ? (
                          <span className="visually-hidden">Chosen</span>
                        ) : (
                          <ChooseAllVms ids={ids} />
                        )}
                      </th>
                      <th scope="col">VM</th>
                      <th scope="col">On the protection datastore</th>
                      <th scope="col">What to look at</th>
                      <th scope="col" className="number">
                        Size
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {vms.map((vm) => (
                      <tr key={vm.id}>
                        <td className="fits">
                          <ChooseVm id={vm.id} name={vm.name} controlId={`move-${vm.id}`} />
                        </td>
                        <th scope="row">
                          <label htmlFor={`move-${vm.id}`}>{vm.name}</label>
                        </th>
                        <td>
                          <PlacementBadge vm={vm} />
                        </td>
                        <td className="wrap">
                          {vm.attention
                            .filter(({ code }) => code === 'moved_away')
                            .map(({ code, message, hint }) => (
                              <p key={code}>
                                {message}. {hint}
                              </p>
                            ))}
                        </td>
                        <td className="number">{size(vm.storageBytes)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableBox>
            </Form>
          </ChosenVms>
        )}
      </main>
    )
  })
}
