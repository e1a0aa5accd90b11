'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { VcenterView } from '@/lib/services/vcenters/vcenter-view'
import { updateVcenterAction } from '../../actions'

export function EditVcenter({ vcenter }: { vcenter: VcenterView }) {
  const [state, action] = useActionState(updateVcenterAction.bind(null, vcenter.id), null)
  return (
    <form action={action} className="form" noValidate>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <Field label="Name" name="name" state={state} initial={vcenter.name} required />
      <div className="form-row">
        <Field label="Host" name="host" state={state} initial={vcenter.host} required />
        <Field label="Port" name="port" kind="number" state={state} initial={vcenter.port} />
      </div>
      <Field label="User name" name="username" state={state} initial={vcenter.username} required />
      <Field
        label="Password"
        name="password"
        kind="password"
        autoComplete="new-password"
        state={state}
        hint="Leave empty to keep the one that is stored"
      />
      {vcenter.driver === 'vsphere' && (
        <Field
          label="Trusted thumbprint (SHA-256)"
          name="tls_thumbprint_sha256"
          state={state}
          initial={vcenter.tlsThumbprintSha256}
          hint="Change it only after comparing it with what the vCenter itself shows. Connections to any other certificate are refused."
        />
      )}
      <div className="actions">
        <Submit kind="primary" pending="Saving …">
          Save
        </Submit>
        <Link className="button" href={`/replication/sites/vcenters/${vcenter.id}`}>
          Back
        </Link>
      </div>
    </form>
  )
}
