'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { ChannelFields } from '../_components/channel-fields'
import { SigningSecret } from '../_components/signing-secret'
import { createChannelAction } from '../actions'

export function AddChannel({ kind }: { kind: 'smtp' | 'webhook' }) {
  const [state, action] = useActionState(createChannelAction, null)
  if (state?.signingSecret) {
    return (
      <div className="stack">
        <SigningSecret name={state.done ?? ''} secret={state.signingSecret} />
        <Link className="button" href="/replication/admin/alert-channels">
          Done
        </Link>
      </div>
    )
  }
  return (
    <form action={action} className="form" noValidate>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <ChannelFields state={state} kind={kind} />
      <div className="actions">
        <Submit kind="primary" pending="Saving …">
          Add {kind === 'smtp' ? 'mail server' : 'webhook'}
        </Submit>
        <Link className="button" href="/replication/admin/alert-channels">
          Back
        </Link>
      </div>
    </form>
  )
}
