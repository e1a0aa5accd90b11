import type { ReactNode } from 'react'
import { TableBox } from '@/app/_ui/table-box'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import { ChooseAllVms, ChooseVm } from './chosen-vms'
import { MAX_NAMED } from './vm-selection'

type Props = {
  readonly label: string
  readonly vms: readonly ProtectedVmView[]
  /** What follows the VM's name: the heads of the columns, and the cells of each row. */
  readonly heads: ReactNode
  readonly cells: (vm: ProtectedVmView) => ReactNode
}

/** A group's VMs, to be chosen from. */
export function VmChoice({ label, vms, heads, cells }: Props) {
  const isLong = vms.length > MAX_NAMED
  return (
    <>
      {isLong && <p className="quiet">At most {MAX_NAMED} VMs can be chosen one by one.</p>}
      <TableBox label={label}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="fits">
                {isLong ? (
                  <span className="visually-hidden">Chosen</span>
                ) : (
                  <ChooseAllVms ids={vms.map(({ id }) => id)} />
                )}
              </th>
              <th scope="col">VM</th>
              {heads}
            </tr>
          </thead>
          <tbody>
            {vms.map((vm) => (
              <tr key={vm.id}>
                <td className="fits">
                  <ChooseVm id={vm.id} name={vm.name} controlId={`choose-${vm.id}`} />
                </td>
                <th scope="row">
                  <label htmlFor={`choose-${vm.id}`}>{vm.name}</label>
                </th>
                {cells(vm)}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </>
  )
}

type Mark = ProtectedVmView['attention'][number]

/** What the sync has found of a VM, in words. */
export function AttentionNotes({ marks }: { readonly marks: readonly Mark[] }) {
  return marks.map(({ code, message, hint }) => (
    <p key={code}>
      {message}. {hint}
    </p>
  ))
}
