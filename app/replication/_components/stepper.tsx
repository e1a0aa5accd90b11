import { duration } from '@/app/_ui/format'
import type { StepView } from '@/lib/services/jobs/job-view'
import { stepLooks } from './step-look'

/** The job's steps from top to bottom, each with its state and time, and what a person should know of it. */
export function Stepper({ steps }: { steps: readonly StepView[] }) {
  const current = steps.findLast(({ status }) => status === 'running' || status === 'failed' || status === 'undoing')
  return (
    <ol className="stepper" aria-label="Steps">
      {steps.map((step) => {
        const { tone, shape, label } = stepLooks[step.status]
        return (
          <li key={step.name} data-tone={tone} aria-current={step === current ? 'step' : undefined}>
            <span className="step-shape" aria-hidden="true">
              {shape}
            </span>
            <span className="step-title">
              {step.title} <span className="visually-hidden">({label})</span>
            </span>
            <span className="quiet nowrap">{took(step)}</span>
            {(step.error || step.notices.length > 0) && (
              <div className="step-more">
                {step.error && step.status === 'failed' && <p>{step.error.message}</p>}
                {step.notices.map((notice) => (
                  <p key={notice.message} className="quiet">
                    {notice.message} {notice.hint}
                  </p>
                ))}
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function took({ startedAt, finishedAt, status }: StepView): string {
  if (startedAt === null) return ''
  if (finishedAt === null) return stepLooks[status].label
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
  return seconds < 1 ? '< 1 s' : duration(seconds)
}
