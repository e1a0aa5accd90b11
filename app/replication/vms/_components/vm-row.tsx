import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { size } from '@/app/_ui/format'
import { Simulated } from '@/app/_ui/simulated'
import type { VmView } from '@/lib/services/vcenters/vm-view'
import { powerLooks } from './power-look'

export type VcenterName = { readonly id: string; readonly name: string; readonly simulated: boolean }

export function VmRow(props: {
  readonly vm: VmView
  readonly index: number
  readonly selected: boolean
  readonly href: string
  readonly vcenters: readonly VcenterName[]
}) {
  const { vm, index, selected, href, vcenters } = props
  const simulated = vcenters.find(({ id }) => id === vm.vcenterId)?.simulated ?? false
  return (
    <tr className="row" aria-rowindex={index + 2} aria-current={selected ? 'true' : undefined}>
      <th scope="row">
        <Link href={href} scroll={false} replace prefetch={false}>
          {vm.name}
        </Link>{' '}
        <Simulated when={simulated} />
      </th>
      <td>
        <Power vm={vm} />
      </td>
      <td>
        {vm.protectionGroupId ? (
          <Link href={`/replication/groups/${vm.protectionGroupId}`} prefetch={false}>
            {vm.protectionGroupName}
          </Link>
        ) : (
          <span className="quiet">–</span>
        )}
      </td>
      <td className="clip" title={vm.guestOs ?? undefined}>
        {vm.guestOs ?? '–'}
      </td>
      <td>{vm.cluster ?? '–'}</td>
      <td className="clip mono">{vm.datastores.join(', ')}</td>
      <td className="number">{size(vm.memoryBytes)}</td>
      <td className="number">{size(vm.storageBytes)}</td>
    </tr>
  )
}

/** A template is never powered on. */
function Power({ vm }: { vm: VmView }) {
  if (vm.isTemplate) return <Badge look={{ tone: 'neutral', shape: '□', label: 'Template' }} />
  return vm.powerState ? <Badge look={powerLooks[vm.powerState]} /> : '–'
}
