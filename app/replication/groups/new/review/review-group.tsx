'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { createGroupAction } from '../../actions'
import { HiddenFields } from '../../_components/hidden-fields'

type Row = { readonly name: string; readonly label: string; readonly value: string }

/** What will be made. What the API refuses stands beside the line that it is about, with the way back there. */
export function ReviewGroup(props: {
  readonly draft: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
  readonly sitesHref: string
  readonly settingsHref: string
}) {
  const { draft, rows, sitesHref, settingsHref } = props
  const [state, action] = useActionState(createGroupAction, null)
  const errors = state?.problem?.fields ?? {}
  return (
    <form action={action} className="section">
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <HiddenFields values={draft} />
      <div className="table-wrap">
        <table className="table">
          <caption className="visually-hidden">The protection group to be made</caption>
          <tbody>
            {rows.map(({ name, label, value }) => (
              <tr key={name}>
                <th scope="row">{label}</th>
                <td className={name.endsWith('_dataset') ? 'mono' : undefined}>{value}</td>
                <td className="field-error">{errors[name]?.join('. ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">Nothing is changed in a vCenter or on an appliance until the group is run.</p>
      <div className="actions">
        <Submit kind="primary" pending="Creating …">
          Create protection group
        </Submit>
        <Link className="button" href={settingsHref}>
          Back
        </Link>
        <Link className="button" data-kind="quiet" href={sitesHref}>
          Change sites
        </Link>
      </div>
    </form>
  )
}
