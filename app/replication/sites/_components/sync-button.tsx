'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { Submit } from '@/app/_ui/submit'
import { syncVcenterAction } from '../vcenters/actions'

export function SyncButton(props: { id: string; name: string; because: string | undefined; terse?: boolean }) {
  const { id, name, because, terse = false } = props
  const [state, action] = useActionState(syncVcenterAction.bind(null, id), null)
  return (
    <form action={action} className="actions">
      <output className={state?.problem ? 'field-error' : 'reason'}>
        {state?.problem?.detail}
        {state?.jobId && <Link href={`/replication/jobs/${state.jobId}`}>Syncing</Link>}
      </output>
      <Submit
        {...(terse ? { size: 'small' as const } : { kind: 'primary' as const })}
        terse={terse}
        label={`Sync ${name}`}
        pending="Starting …"
        because={because}
      >
        Sync
      </Submit>
    </form>
  )
}
