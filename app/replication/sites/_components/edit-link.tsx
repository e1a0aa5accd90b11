'use client'

import { useActionState } from 'react'
import { CloseDialog } from '@/app/_ui/dialog'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { LinkView } from '@/lib/services/links/link-view'
import { BandwidthFields } from '../../_components/bandwidth-fields'
import { bandwidthValues } from '../../_components/bandwidth-values'
import { putLinkAction } from '../link-actions'

export function EditLink({ link }: { link: LinkView }) {
  const [state, action] = useActionState(putLinkAction, null)
  return (
    <form action={action} className="form" noValidate>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <input type="hidden" name="source_target_id" value={link.sourceTargetId} />
      <input type="hidden" name="dr_target_id" value={link.drTargetId} />
      <Field
        label="Transfers at a time"
        name="max_transfers"
        kind="number"
        state={state}
        initial={link.maxTransfers}
        hint="More runs wait for their turn, the groups with the higher priority first."
        required
      />
      <BandwidthFields
        values={bandwidthValues(link)}
        state={state}
        hint="For all transfers over this link together. Empty: as fast as it goes."
      />
      <p className="quiet">Transfers that are under way follow within seconds.</p>
      <div className="actions">
        <Submit kind="primary" pending="Saving …">
          Save
        </Submit>
        <CloseDialog label="Close" />
        {state?.done && <output>{state.done}</output>}
      </div>
    </form>
  )
}
