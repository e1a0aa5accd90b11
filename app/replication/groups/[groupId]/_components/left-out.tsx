import Link from 'next/link'
import { Fragment } from 'react'

export type LeftOutVm = { readonly name: string; readonly why: string; readonly activeJobId: string | null }

/** What a wizard does not begin, each with its reason; a job that is at work on it can be looked at. */
export function LeftOut({ vms }: { readonly vms: readonly LeftOutVm[] }) {
  return (
    <p className="notice" data-tone="warning">
      Left out:{' '}
      {vms.map(({ name, why, activeJobId }, at) => (
        <Fragment key={`${name} ${at}`}>
          {at > 0 && ', '}
          {name} ({activeJobId ? <Link href={`/replication/jobs/${activeJobId}`}>{why}</Link> : why})
        </Fragment>
      ))}
      .
    </p>
  )
}
