'use client'

import Link from 'next/link'
import { Field } from '@/app/_ui/field'
import { count } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { useKeptForm } from '@/app/_ui/use-kept-form'
import { TableBox } from '@/app/_ui/table-box'
import type { ShellPlanView } from '@/lib/services/shells/shell-plan-view'
import { shellWayNames } from '../../../../_components/shell-look'
import { LeftOut, type LeftOutVm } from '../../_components/left-out'
import { createShellsAction } from '../actions'

type Props = {
  readonly groupId: string
  /** Those that can be begun. */
  readonly free: readonly ShellPlanView[]
  /** Those that are not made now. */
  readonly left: readonly LeftOutVm[]
  readonly backHref: string
  readonly because: string | undefined
}

export function CreateShells({ groupId, free, left, backHref, because }: Props) {
  const { state, busy, form } = useKeptForm(createShellsAction.bind(null, groupId))
  const nothing = free.length === 0 ? 'None of them can be made now.' : undefined
  return (
    <form {...form} className="section">
      {state?.problem && <ProblemNotice problem={state.problem} />}
      {left.length > 0 && <LeftOut vms={left} />}
      {free.length > 0 && (
        <TableBox label="Shells to be made">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">VM</th>
                <th scope="col">Shell</th>
                <th scope="col">What is done</th>
                <th scope="col">Where</th>
              </tr>
            </thead>
            <tbody>
              {free.map(({ protectedVmId, name, shellName, way, placement }) => (
                <tr key={protectedVmId}>
                  <th scope="row">
                    {name}
                    <input type="hidden" name="vm" value={protectedVmId} />
                  </th>
                  <td className="unbroken">{shellName}</td>
                  <td className="unbroken">{shellWayNames[way]}</td>
                  <td className="unbroken">
                    {placement.cluster?.name ?? placement.resourcePool?.name}, {placement.placeholderDatastore?.name}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <div className="form" data-short="true">
        <Field
          label="At a time"
          name="at_a_time"
          kind="number"
          state={state}
          initial={4}
          hint="So many shells are made in the DR vCenter at once, 16 at most."
        />
      </div>
      <div className="actions">
        <Submit busy={busy} kind="primary" pending="Starting …" because={because ?? nothing}>
          {free.length === 0 ? 'Create shells' : `Create ${count(free.length, 'shell')}`}
        </Submit>
        <Link className="button" href={backHref}>
          Back
        </Link>
      </div>
    </form>
  )
}
