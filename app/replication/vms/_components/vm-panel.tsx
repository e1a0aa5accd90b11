import { X } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { size, words } from '@/app/_ui/format'
import { Simulated } from '@/app/_ui/simulated'
import { Time } from '@/app/_ui/time'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import type { VmView } from '@/lib/services/vcenters/vm-view'
import { Fact } from '../../_components/fact'
import { PlacementCell } from '../../groups/[groupId]/_components/placement-cell'
import { ShellCell } from '../../groups/[groupId]/_components/shell-cell'
import { powerLooks } from './power-look'
import { VmAttention } from './vm-attention'

/** All about one VM, without losing the list. */
export function VmPanel(props: {
  vm: VmView
  /** Of its group; null while it is in none. */
  membership: ProtectedVmView | null
  vcenter: string
  closeHref: string
  simulated: boolean
}) {
  const { vm, membership, vcenter, closeHref, simulated } = props
  return (
    <aside className="panel" aria-label={`Details of ${vm.name}`}>
      <div className="section-head">
        <h2>
          {vm.name} <Simulated when={simulated} />
        </h2>
        <Link
          className="button"
          data-kind="quiet"
          data-size="icon"
          href={closeHref}
          scroll={false}
          aria-label="Close details"
        >
          <X size={16} aria-hidden="true" />
        </Link>
      </div>
      {membership && <VmAttention vm={membership} />}
      <dl className="facts" data-narrow="true">
        <Fact name="Power">{vm.powerState ? <Badge look={powerLooks[vm.powerState]} /> : '–'}</Fact>
        <Fact name="Protection">
          {vm.protectionGroupId ? (
            <Link href={`/replication/groups/${vm.protectionGroupId}`}>{vm.protectionGroupName}</Link>
          ) : (
            'none'
          )}
        </Fact>
        {membership && (
          <>
            <Fact name="Protection datastore">
              <PlacementCell vm={membership} />
            </Fact>
            <Fact name="DR shell">
              <ShellCell vm={membership} />
            </Fact>
          </>
        )}
        <Fact name="Guest">{vm.guestOs ?? '–'}</Fact>
        <Fact name="CPUs">{vm.cpus ?? '–'}</Fact>
        <Fact name="Memory">{size(vm.memoryBytes)}</Fact>
        <Fact name="Tools">{vm.toolsStatus ? words(vm.toolsStatus) : '–'}</Fact>
        <Fact name="Firmware">
          {vm.firmware ?? '–'}, {vm.hardwareVersion ?? 'unknown hardware version'}
        </Fact>
        <Fact name="vCenter">
          <Link href={`/replication/sites/vcenters/${vm.vcenterId}`}>{vcenter}</Link>
        </Fact>
        <Fact name="Host">{vm.host ?? '–'}</Fact>
        <Fact name="Cluster">{vm.cluster ?? '–'}</Fact>
        <Fact name="Folder">{vm.folder || '–'}</Fact>
        <Fact name="Snapshots">{vm.snapshotCount ?? '–'}</Fact>
        <Fact name="MoRef">
          <span className="mono">{vm.moref}</span>
        </Fact>
        <Fact name="Seen">
          <Time at={vm.lastSeenAt} />
        </Fact>
      </dl>
      <PanelList
        title="IP addresses"
        none="The guest reports none."
        items={vm.ipAddresses.map((address) => ({ key: address, head: <span className="mono">{address}</span> }))}
      />
      <PanelList
        title="Disks"
        none="It has no disks."
        items={vm.disks.map((disk) => ({
          key: String(disk.key),
          head: size(disk.capacityBytes),
          more: `[${disk.datastore ?? '?'}] ${disk.path ?? '?'}`,
        }))}
      />
      <PanelList
        title="Network adapters"
        none="It has no network adapters."
        items={vm.nics.map((nic) => ({
          key: String(nic.key),
          head: nic.network ?? 'unknown network',
          more: `${nic.type} ${nic.mac ?? ''}`,
        }))}
      />
    </aside>
  )
}

type Item = { readonly key: string; readonly head: React.ReactNode; readonly more?: string }

function PanelList({ title, none, items }: { title: string; none: string; items: readonly Item[] }) {
  return (
    <section className="section">
      <h3>{title}</h3>
      {items.length === 0 ? (
        <p className="quiet">{none}</p>
      ) : (
        <ul className="plain">
          {items.map(({ key, head, more }) => (
            <li key={key}>
              {head} {more && <span className="mono quiet break">{more}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
