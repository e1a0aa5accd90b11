'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { TargetView } from '@/lib/services/targets/target-view'
import { TargetFields } from '../../../_components/target-fields'
import { updateTargetAction } from '../../actions'

export function EditTarget({ target }: { target: TargetView }) {
  const [state, action] = useActionState(updateTargetAction.bind(null, target.id), null)
  return (
    <form action={action} className="form" noValidate>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <Field label="Name" name="name" state={state} initial={target.name} required />
      <div className="form-row">
        <Field label="Host" name="host" state={state} initial={target.host} required />
        <Field label="Port" name="port" kind="number" state={state} initial={target.port} />
      </div>
      <Field label="User name" name="username" state={state} initial={target.username} required />
      {target.driver === 'ssh' && (
        <>
          <Field
            label="New private key"
            name="private_key"
            kind="area"
            state={state}
            hint="Leave empty to keep what is stored. A new key replaces a password, and the other way round."
          />
          <Field label="New password" name="password" kind="password" autoComplete="new-password" state={state} />
          <Field
            label="Trusted host key"
            name="host_key_sha256"
            state={state}
            initial={target.hostKeySha256}
            hint="Change it only after comparing it on the appliance itself. Connections to any other key are refused."
          />
        </>
      )}
      <TargetFields state={state} target={target} />
      <div className="actions">
        <Submit kind="primary" pending="Saving …">
          Save
        </Submit>
        <Link className="button" href={`/replication/sites/targets/${target.id}`}>
          Back
        </Link>
      </div>
    </form>
  )
}
