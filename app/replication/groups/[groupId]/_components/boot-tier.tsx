'use client'

import { ChevronDown, ChevronUp } from 'lucide-react'
import { useActionState } from 'react'
import { Submit } from '@/app/_ui/submit'
import { setBootTierAction } from '../actions'

const FIRST = 1
const LAST = 5

/** Tier 1 starts first. Buttons, since dragging is not for everybody. */
export function BootTier({
  id,
  name,
  tier,
  because,
}: {
  id: string
  name: string
  tier: number
  because: string | undefined
}) {
  const [earlier, moveEarlier] = useActionState(setBootTierAction.bind(null, id, tier - 1), null)
  const [later, moveLater] = useActionState(setBootTierAction.bind(null, id, tier + 1), null)
  const problem = earlier?.problem ?? later?.problem
  return (
    <span className="actions">
      {tier}
      <form action={moveEarlier}>
        <Submit
          kind="quiet"
          size="small"
          terse
          label={`Start ${name} earlier`}
          because={because ?? (tier === FIRST ? 'It is in the first tier already.' : undefined)}
        >
          <ChevronUp size={14} aria-hidden="true" />
        </Submit>
      </form>
      <form action={moveLater}>
        <Submit
          kind="quiet"
          size="small"
          terse
          label={`Start ${name} later`}
          because={because ?? (tier === LAST ? 'It is in the last tier already.' : undefined)}
        >
          <ChevronDown size={14} aria-hidden="true" />
        </Submit>
      </form>
      {problem && (
        <span role="alert" className="field-error">
          {problem.detail}
        </span>
      )}
    </span>
  )
}
