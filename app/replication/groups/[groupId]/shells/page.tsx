import type { Metadata } from 'next'
import Form from 'next/form'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Empty } from '@/app/_ui/empty'
import { TableBox } from '@/app/_ui/table-box'
import { pageContext } from '@/lib/http/page-context'
import { listProtectedVms } from '@/lib/services/protected-vms/list-protected-vms'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { allPages } from '../../../_components/all-pages'
import { because } from '../../../_components/because'
import { guarded } from '../../../_components/guarded'
import { ChooseAllVms, ChooseVm, ChosenVms, PlanChosenVms } from '../_components/chosen-vms'
import { shellLookOf } from '../../../_components/shell-look'
import { RemoveShell } from './_components/remove-shell'
import { MAX_NAMED } from '../_components/vm-selection'
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
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> /{' '}
            <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
          </p>
          <h1>DR shells</h1>
          <p>
            A shell has a VM’s hardware and no disks. It waits in the DR vCenter, switched off, so that a recovery has
            only to attach the disks.
          </p>
        </header>
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
              {vms.length > MAX_NAMED && <p className="quiet">At most {MAX_NAMED} VMs can be chosen one by one.</p>}
              <TableBox label="Shells">
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
                      <th scope="col">Shell</th>
                      <th scope="col">In the DR vCenter</th>
                      <th scope="col">What to look at</th>
                      <th scope="col">
                        <span className="visually-hidden">Actions</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {vms.map((vm) => (
                      <tr key={vm.id}>
                        <td className="fits">
                          <ChooseVm id={vm.id} name={vm.name} controlId={`shell-${vm.id}`} />
                        </td>
                        <th scope="row">
                          <label htmlFor={`shell-${vm.id}`}>{vm.name}</label>
                        </th>
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
                          {vm.attention
                            .filter(({ code }) => code.startsWith('dr_shell_'))
                            .map(({ code, message, hint }) => (
                              <p key={code}>
                                {message}. {hint}
                              </p>
                            ))}
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
