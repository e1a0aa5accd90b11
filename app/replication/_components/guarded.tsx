import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { attempt } from '@/lib/http/answer'
import { RetryPage } from './retry-page'

/** A page whose expected failures are shown with their detail and hint; what nobody expected reaches error.tsx. */
export async function guarded(work: () => Promise<ReactNode>): Promise<ReactNode> {
  const outcome = await attempt(async () => ({ page: await work() }))
  if (!('problem' in outcome)) return outcome.page
  const { problem } = outcome
  if (problem.code === 'not_found' || problem.fields?.['id'] || problem.fields?.['vcenter_id']) notFound()
  return (
    <main className="page stack" id="content">
      <h1>{problem.title}</h1>
      <ProblemNotice problem={problem} />
      <RetryPage />
    </main>
  )
}
