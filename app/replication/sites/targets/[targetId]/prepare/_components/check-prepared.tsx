'use client'

import { useActionState } from 'react'
import { Badge } from '@/app/_ui/badge'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { Look } from '@/app/_ui/tone'
import type { OnboardingCheck, OnboardingRole } from '@/lib/domain/appliance-onboarding'
import { checkPreparedAction } from '../actions'

const looks = {
  ok: { tone: 'ok', shape: '●', label: 'In order' },
  missing: { tone: 'critical', shape: '▲', label: 'Missing' },
  advice: { tone: 'warning', shape: '◆', label: 'Better so' },
} as const satisfies Record<OnboardingCheck['outcome'], Look>

export function CheckPrepared(props: { id: string; role: OnboardingRole; because: string | undefined }) {
  const { id, role, because } = props
  const [state, action] = useActionState(checkPreparedAction.bind(null, id, role), null)
  const result = state && 'result' in state ? state.result : null
  return (
    <div className="stack">
      <form action={action} className="actions">
        <Submit kind="primary" pending="Checking …" because={because}>
          {result ? 'Check again' : 'Check'}
        </Submit>
        <output className="reason">
          {result && (result.prepared ? 'Everything that is needed is there.' : `${counted(result.checks)} missing.`)}
        </output>
      </form>
      {state && 'problem' in state && <ProblemNotice problem={state.problem} />}
      {result ? (
        <ul className="checks" aria-label="What was found">
          {result.checks.map(({ code, title, outcome, found, hint }) => (
            <li key={code}>
              <Badge look={looks[outcome]} />
              <div>
                <strong>{title}</strong>
                <p>{found}</p>
                {hint && <p className="reason">{hint}</p>}
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <p className="reason">
          Signs in, looks at what was prepared, and tries what the receive key must not be able to do.
        </p>
      )}
    </div>
  )
}

function counted(checks: readonly { outcome: OnboardingCheck['outcome'] }[]): string {
  const missing = checks.filter(({ outcome }) => outcome === 'missing').length
  return missing === 1 ? 'One thing is' : `${missing} things are`
}
