import { Badge } from '@/app/_ui/badge'
import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import type { VmView } from '@/lib/services/vcenters/vm-view'
import { powerLooks } from '../../../vms/_components/power-look'

export function PickerRows(props: {
  readonly vms: readonly VmView[]
  readonly chosen: ReadonlyMap<string, string>
  readonly datastore: string
  readonly onChoose: (vm: VmView, wanted: boolean) => void
}) {
  const { vms, chosen, datastore, onChoose } = props
  const all = vms.length > 0 && vms.every(({ id }) => chosen.has(id))
  return (
    <TableBox label="VMs to choose from">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="fits">
              <span className="visually-hidden">Chosen</span>
            </th>
            <th scope="col">Name</th>
            <th scope="col">Power</th>
            <th scope="col">Guest</th>
            <th scope="col">Datastore</th>
            <th scope="col" className="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {vms.map((vm) => (
            <tr key={vm.id}>
              <td className="fits">
                <input
                  type="checkbox"
                  aria-label={vm.name}
                  id={`vm-${vm.id}`}
                  checked={chosen.has(vm.id)}
                  onChange={(event) => onChoose(vm, event.target.checked)}
                />
              </td>
              <th scope="row">
                <label htmlFor={`vm-${vm.id}`}>{vm.name}</label>
              </th>
              <td>{vm.powerState ? <Badge look={powerLooks[vm.powerState]} /> : '–'}</td>
              <td className="clip">{vm.guestOs ?? '–'}</td>
              <td className={vm.datastores.join() === datastore ? 'mono' : 'mono quiet'}>{vm.datastores.join(', ')}</td>
              <td className="number">{size(vm.storageBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="visually-hidden" aria-live="polite">
        {all ? 'All shown VMs are chosen' : `${chosen.size} chosen`}
      </p>
    </TableBox>
  )
}
