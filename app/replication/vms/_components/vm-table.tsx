'use client'
import { TableBox } from '@/app/_ui/table-box'

import { SortHead } from '../../_components/sort-head'
import { withParams } from '../../_components/search-params'
import { useWindow } from './use-window'
import { useVmRows, type VmPage } from './use-vm-rows'
import type { VmAddress } from './vm-query'
import { VmRow, type VcenterName } from './vm-row'

const ROW = 32

/** A real table of which only the rows in sight exist; more are fetched as they come near. */
export function VmTable(props: {
  readonly first: VmPage
  readonly total: number
  readonly address: Omit<VmAddress, 'vm'>
  readonly selected: string | null
  readonly vcenters: readonly VcenterName[]
}) {
  const { first, total, address, selected, vcenters } = props
  const { vms, problem, needUpTo } = useVmRows(address, first)
  const { box, start, end } = useWindow({ rows: vms.length, rowHeight: ROW, onMove: needUpTo })
  const sort = address.sort ?? 'name'
  const href = (next: string) => withParams('/replication/vms', { ...address, sort: next })
  const head = { sort, href }
  return (
    <div>
      <TableBox ref={box} label="VMs" long>
        <table className="table" aria-rowcount={total + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <SortHead {...head} label="Name" field="name" />
              <SortHead {...head} label="Power" field="powerState" />
              <th scope="col">Protection</th>
              <SortHead {...head} label="Guest" field="guestOs" />
              <SortHead {...head} label="Cluster" field="cluster" />
              <th scope="col">Datastores</th>
              <SortHead {...head} label="Memory" field="memoryBytes" number />
              <SortHead {...head} label="Size" field="storageBytes" number />
            </tr>
          </thead>
          <tbody>
            <Spacer height={start * ROW} />
            {vms.slice(start, end).map((vm, offset) => (
              <VmRow
                key={vm.id}
                vm={vm}
                index={start + offset}
                selected={vm.id === selected}
                href={withParams('/replication/vms', { ...address, vm: vm.id })}
                vcenters={vcenters}
              />
            ))}
            <Spacer height={(vms.length - end) * ROW} />
          </tbody>
        </table>
      </TableBox>
      <output className="table-foot reason">
        {problem ??
          (vms.length < total
            ? `${vms.length.toLocaleString('en')} of ${total.toLocaleString('en')} loaded`
            : 'All loaded')}
      </output>
    </div>
  )
}

/** Stands for the rows that are out of sight. */
function Spacer({ height }: { height: number }) {
  return height > 0 && <tr className="spacer-row" aria-hidden="true" style={{ height }} />
}
