import type { Metadata } from 'next'
import Form from 'next/form'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Empty } from '@/app/_ui/empty'
import { pageContext } from '@/lib/http/page-context'
import { listProtectedVms } from '@/lib/services/protected-vms/list-protected-vms'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { allPages } from '../../../_components/all-pages'
import { because } from '../../../_components/because'
import { guarded } from '../../../_components/guarded'
import { ChosenVms, PlanChosenVms } from '../_components/chosen-vms'
import { shellLookOf } from '../../../_components/shell-look'
import { RemoveShell } from './_components/remove-shell'
import { AttentionNotes, VmChoice } from '../_components/vm-choice'
import { WizardListHead } from '../_components/wizard-head'
import { hasNoShell, needsRepair, shellsPath } from './_components/shell-selection'

export const metadata: Metadata = { title: 'DR shells' }

export default function ShellsPage({ params }: PageProps<'/replication/groups/[groupId]/shells'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    const listed = await allPages((page) => listProtectedVms(ctx, { id: group.id, ...page }))
    const vms = [...listed.filter(needsRepair), ...listed.filter((vm) => !needsRepair(vm))]
    const ids = vms.map(({ id }) => id)
    const without = vms.filter(hasNoShell).length
    const repair = vms.filter(needsRepair).length
    const refused = because(ctx.actor.role, 'operator')
    return (
      <main className="page stack" id="content">
        <WizardListHead group={group} title="DR shells">
          A shell has a VM’s hardware and no disks. It waits in the DR vCenter, switched off, so that a recovery has
          only to attach the disks.
        </WizardListHead>
        {vms.length === 0 ? (
          <Empty title="No VMs in this group">
            <p>Assign VMs first; then their shells can be made.</p>
          </Empty>
        ) : (
          <ChosenVms>
            <Form action={shellsPath(group.id, 'plan')} className="section">
              <div className="actions">
                <PlanChosenVms ids={ids} />
                {without > 0 && (
                  <Link className="button" href={shellsPath(group.id, 'plan', { vm: [], which: 'without' })}>
                    All without a shell ({without})
                  </Link>
                )}
                {repair > 0 && (
                  <Link className="button" href={shellsPath(group.id, 'plan', { vm: [], which: 'repair' })}>
                    All to be repaired ({repair})
                  </Link>
                )}
                <Link className="button" href={`/replication/groups/${group.id}/mappings`}>
                  Mappings
                </Link>
              </div>
              <VmChoice
                label="Shells"
                vms={vms}
                heads={
                  <>
                    <th scope="col">Shell</th>
                    <th scope="col">In the DR vCenter</th>
                    <th scope="col">What to look at</th>
                    <th scope="col">
                      <span className="visually-hidden">Actions</span>
                    </th>
                  </>
                }
                cells={(vm) => (
                  <>
                    <td>
                      <Badge look={shellLookOf(vm)} />
                    </td>
                    <td className="mono unbroken">
                      {vm.drShellMoref ? `${vm.drShellName} (${vm.drShellMoref})` : '–'}
                    </td>
                    <td className="wrap">
                      {vm.drShellStatus === 'error' && (
                        <p>It was not made. Its plan leads to the job that waits for you, or shows why.</p>
                      )}
                      <AttentionNotes marks={vm.attention.filter(({ code }) => code.startsWith('dr_shell_'))} />
                    </td>
                    <td className="fits">
                      <span className="actions">
                        {(needsRepair(vm) || vm.drShellStatus === 'error') && (
                          <Link href={shellsPath(group.id, 'plan', { vm: [vm.id] })}>
                            {needsRepair(vm) ? 'Repair' : 'Plan'}
                            <span className="visually-hidden"> the DR shell of {vm.name}</span>
                          </Link>
                        )}
                        {vm.drShellMoref && <RemoveShell id={vm.id} name={vm.name} because={refused} />}
                      </span>
                    </td>
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
