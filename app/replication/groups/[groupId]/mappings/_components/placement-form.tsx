'use client'

import { useState } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { useKeptForm } from '@/app/_ui/use-kept-form'
import type { PlacementMappingView } from '@/lib/services/mappings/placement-mappings-view'
import { putPlacementAction } from '../actions'
import { directionNames } from './direction-names'
import { PlacementFields } from './placement-fields'

type Props = { groupId: string; mapping: PlacementMappingView; because: string | undefined }

/** Where shells lie unless a VM has a place of its own. What is left open is decided per VM, by equal name. */
export function PlacementForm({ groupId, mapping, because }: Props) {
  const { direction, placement, suggestion, problems, options } = mapping
  const { state, busy, form } = useKeptForm(putPlacementAction.bind(null, groupId, direction))
  const [chosen, setChosen] = useState(() => filled(placement ?? {}))
  const way = directionNames[direction].toLowerCase()
  return (
    <form {...form} className="form" aria-label={`Placement, ${way}`}>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      {problems.map(({ code, message, hint }) => (
        <p key={code} className="notice" data-tone="warning">
          {message}. {hint}
        </p>
      ))}
      <PlacementFields
        id={`placement-${direction}`}
        chosen={chosen}
        options={options}
        open="Decided per VM"
        onChange={(field, value) => setChosen({ ...chosen, [field]: value })}
      />
      <div className="actions">
        <Submit busy={busy} kind="primary" pending="Saving …" because={because}>
          Save placement
        </Submit>
        <button
          type="button"
          className="button"
          onClick={() => setChosen({ ...filled(suggestion), ...filled(chosen) })}
        >
          Use suggestions
        </button>
        {state?.done && <output>{state.done}</output>}
      </div>
    </form>
  )
}

function filled(chosen: Readonly<Partial<Record<string, string>>>): Record<string, string> {
  return Object.fromEntries(Object.entries(chosen).flatMap(([field, value]) => (value ? [[field, value]] : [])))
}
