'use client'

import { useActionState, useState } from 'react'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { roles } from '@/lib/domain/role'
import { createTokenAction } from './actions'

export function NewToken() {
  const [state, action] = useActionState(createTokenAction, null)
  return (
    <section className="section" aria-labelledby="new-token">
      <h2 id="new-token">New token</h2>
      {state?.token && <ShownOnce key={state.token} token={state.token} name={state.done ?? ''} />}
      <form action={action} className="section" noValidate>
        {state?.problem && <ProblemNotice problem={state.problem} />}
        <div className="filters">
          <Field label="Name" name="name" state={state} required />
          <Field
            label="Role"
            name="role"
            kind="select"
            state={state}
            initial="viewer"
            options={roles.map((role) => ({ value: role, label: role }))}
          />
          <Field label="Expires in days" name="expires_in_days" kind="number" state={state} placeholder="never" />
          <Submit kind="primary" pending="Creating …">
            Create token
          </Submit>
        </div>
      </form>
    </section>
  )
}

function ShownOnce({ token, name }: { token: string; name: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <div className="notice section" data-tone="info" role="alert">
      <p>
        <strong>The token {name} is shown this once.</strong> Copy it now; only its hash is kept.
      </p>
      <code className="token">{token}</code>
      {'clipboard' in globalThis.navigator && (
        <button
          type="button"
          className="button"
          onClick={() => void navigator.clipboard.writeText(token).then(() => setCopied(true))}
        >
          {copied ? 'Copied' : 'Copy token'}
        </button>
      )}
    </div>
  )
}
