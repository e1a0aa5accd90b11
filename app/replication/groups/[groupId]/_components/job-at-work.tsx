import Link from 'next/link'

/** Why a VM waits, with the way to what it waits for. */
export function JobAtWork({ jobId, name }: { readonly jobId: string; readonly name: string }) {
  return (
    <p>
      <Link href={`/replication/jobs/${jobId}`}>A job is at work on {name}</Link>
    </p>
  )
}
