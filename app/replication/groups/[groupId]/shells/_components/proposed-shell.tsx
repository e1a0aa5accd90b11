import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import type { ShellPlanView } from '@/lib/services/shells/shell-plan-view'
import { Fact } from '../../../../_components/fact'
import type { ownNotices } from '../../_components/common-notices'
import { PlanNotices } from '../../_components/plan-notices'

const MIB = 2 ** 20

type Props = { readonly plan: ShellPlanView; readonly notices: ReturnType<typeof ownNotices> }
type Choice = ShellPlanView['placement']['cluster']

const origins = {
  vm: 'chosen for this VM',
  group: 'by the group’s mappings',
  suggested: 'by its name',
} as const satisfies Record<NonNullable<Choice>['from'], string>

/** All of one VM's plan. */
export function ProposedShell({ plan, notices }: Props) {
  const { hardware, placement, disks, networks, differences } = plan
  return (
    <div className="section">
      <PlanNotices name={plan.name} notices={notices} />
      {differences.length > 0 && plan.existingShell && (
        <TableBox label={`Differences of the shell of ${plan.name}`}>
          <table className="table">
            <caption className="visually-hidden">What {plan.existingShell.name} has other than it should</caption>
            <thead>
              <tr>
                <th scope="col">Differs</th>
                <th scope="col">Should be</th>
                <th scope="col">Is</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ what, wanted, found }) => (
                <tr key={`${what} ${wanted}`}>
                  <th scope="row">{what}</th>
                  <td>{wanted}</td>
                  <td>{found}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <dl className="facts">
        <Fact name="Name">{plan.shellName}</Fact>
        <Fact name="DR vCenter">{plan.drVcenter.name}</Fact>
        <Fact name="Placeholder datastore">
          <Chosen choice={placement.placeholderDatastore} none="not chosen" />
        </Fact>
        <Fact name="Cluster">
          <Chosen choice={placement.cluster} none="not chosen" />
        </Fact>
        <Fact name="Host">
          <Chosen choice={placement.host} none="the vCenter chooses" />
        </Fact>
        <Fact name="Resource pool">
          <Chosen choice={placement.resourcePool} none="not chosen" />
        </Fact>
        <Fact name="Folder">
          <Chosen choice={placement.folder} none="not chosen" />
        </Fact>
        {hardware && (
          <>
            <Fact name="CPUs">
              {hardware.cpus} ({hardware.coresPerSocket} per socket)
            </Fact>
            <Fact name="Memory">{size(hardware.memoryMib * MIB)}</Fact>
            <Fact name="Firmware">
              {hardware.firmware.toUpperCase()}
              {hardware.secureBoot && ', secure boot'}
            </Fact>
            <Fact name="Guest">{hardware.guestId}</Fact>
            <Fact name="Hardware version">{hardware.hardwareVersion ?? 'the vCenter’s own'}</Fact>
            <Fact name="Controllers">
              {hardware.controllers.map(({ type, bus }) => `${type} ${bus}`).join(', ') || 'none'}
            </Fact>
          </>
        )}
      </dl>
      <TableBox label={`NICs of ${plan.name}`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">NIC, not connected</th>
              <th scope="col">MAC</th>
              <th scope="col">The VM’s network</th>
              <th scope="col">The shell’s network</th>
            </tr>
          </thead>
          <tbody>
            {networks.map(({ nicType, mac, sourceNetwork, targetNetwork }, at) => (
              <tr key={mac ?? at}>
                <th scope="row">{nicType}</th>
                <td className="mono">{mac ?? 'the vCenter’s own'}</td>
                <td className="unbroken">{sourceNetwork ?? 'none'}</td>
                <td className="unbroken">{targetNetwork ?? 'none'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      <TableBox label={`Disks of ${plan.name}`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Disk, attached by a recovery only</th>
              <th scope="col">Controller</th>
              <th scope="col">Mode</th>
              <th scope="col" className="number">
                Capacity
              </th>
            </tr>
          </thead>
          <tbody>
            {disks.map(({ path, controllerType, controllerBus, unit, mode, capacityBytes }) => (
              <tr key={path}>
                <th scope="row" className="mono unbroken">
                  {path ?? 'unknown'}
                </th>
                <td className="unbroken">
                  {controllerType ?? 'unknown'} {controllerBus ?? '?'}:{unit ?? '?'}
                </td>
                <td>{mode ?? 'unknown'}</td>
                <td className="number">{size(capacityBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {plan.blockers.length === 0 && (
        <ol aria-label={`What is done for ${plan.name}`}>
          {plan.steps.map(({ name, title }) => (
            <li key={name}>{title}</li>
          ))}
        </ol>
      )}
    </div>
  )
}

/** With who or what chose it. */
function Chosen({ choice, none }: { choice: Choice; none: string }) {
  if (!choice) return none
  return (
    <>
      {choice.name} <span className="quiet">{origins[choice.from]}</span>
    </>
  )
}
