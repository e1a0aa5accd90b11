'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { ChannelView } from '@/lib/services/alert-channels/channel-view'
import { ChannelFields } from '../_components/channel-fields'
import { SigningSecret } from '../_components/signing-secret'
import { renewSecretAction, updateChannelAction } from '../actions'

export function EditChannel({ channel }: { channel: ChannelView }) {
  const [state, action] = useActionState(updateChannelAction.bind(null, channel.id), null)
  return (
    <>
      {channel.kind === 'webhook' && <RenewSecret id={channel.id} name={channel.name} />}
      <form action={action} className="form" noValidate>
        {state?.problem && <ProblemNotice problem={state.problem} />}
        <ChannelFields state={state} kind={channel.kind} channel={channel} />
        <div className="actions">
          <Submit kind="primary" pending="Saving …">
            Save
          </Submit>
          <Link className="button" href="/replication/admin/alert-channels">
            Back
          </Link>
        </div>
      </form>
    </>
  )
}

function RenewSecret({ id, name }: { id: string; name: string }) {
  const [state, action] = useActionState(renewSecretAction.bind(null, id), null)
  if (state?.signingSecret) return <SigningSecret name={name} secret={state.signingSecret} />
  return (
    <div className="actions">
      <DialogButton label="New signing secret …" title={`A new signing secret for ${name}?`}>
        {state?.problem && <ProblemNotice problem={state.problem} />}
        <p>Notices are signed with the new one at once. The receiver refuses them until it knows it.</p>
        <form action={action}>
          <div className="actions">
            <CloseDialog />
            <Submit kind="danger" pending="Making …">
              Make a new secret
            </Submit>
          </div>
        </form>
      </DialogButton>
    </div>
  )
}
