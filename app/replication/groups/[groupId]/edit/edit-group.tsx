'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { bandwidthValues } from '../../../_components/bandwidth-values'
import { MaintenanceFields } from '../../../_components/maintenance-fields'
import { ConsistencyFields } from '../../_components/consistency-fields'
import { RetentionFields } from '../../_components/retention-fields'
import { ScheduleFields } from '../../_components/schedule-fields'
import { TransportFields } from '../../_components/transport-fields'
import { updateGroupAction } from '../actions'

/** Where a group lives is fixed; how it is replicated can change. */
export function EditGroup({ group, because }: { group: GroupView; because: string | undefined }) {
  const [state, action] = useActionState(updateGroupAction.bind(null, group.id), null)
  return (
    <form action={action} className="form" noValidate>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <Field label="Name" name="name" state={state} initial={group.name} required />
      <Field
        label="Recovery point objective, minutes"
        name="rpo_minutes"
        kind="number"
        state={state}
        initial={group.rpoMinutes}
        required
      />
      <Field
        label="Protection datastore"
        name="protection_datastore"
        state={state}
        initial={group.protectionDatastore}
        required
      />
      <ScheduleFields
        schedule={group.schedule}
        scheduleTimeZone={group.scheduleTimeZone}
        priority={group.priority}
        state={state}
      />
      <MaintenanceFields
        initial={group.maintenance}
        state={state}
        consequence="In these, and in those of both appliances, no run of the group starts by itself; it starts when they end."
      />
      <RetentionFields retention={group.retention} state={state} />
      <ConsistencyFields
        consistency={group.consistency}
        quiesceTimeoutSeconds={group.quiesceTimeoutSeconds}
        state={state}
      />
      <TransportFields
        transport={group.transport}
        compression={group.compression}
        bandwidth={bandwidthValues(group)}
        state={state}
      />
      <p className="quiet">Datasets are fixed once there are recovery points; sites are fixed from the start.</p>
      <div className="actions">
        <Submit kind="primary" pending="Saving …" because={because}>
          Save
        </Submit>
        <Link className="button" href={`/replication/groups/${group.id}`}>
          Back
        </Link>
        <Link className="button" data-kind="quiet" href={`/replication/groups/${group.id}/retention`}>
          Preview a retention
        </Link>
      </div>
    </form>
  )
}
