import Link from 'next/link'
import type { Problem } from '@/lib/http/problem'

/** What went wrong and what to do about it. Errors of fields stand beside the fields; those of none stand here. */
export function ProblemNotice({ problem }: { problem: Problem }) {
  return (
    <div className="notice" data-tone="critical" role="alert">
      <p>
        <strong>{problem.detail}</strong>
      </p>
      {problem.fields?.['_']?.map((message) => (
        <p key={message}>{message}</p>
      ))}
      {problem.hint && <p>{problem.hint}</p>}
      {problem.job_id && (
        <p>
          <Link href={`/replication/jobs/${problem.job_id}`}>Show that job</Link>
        </p>
      )}
    </div>
  )
}
