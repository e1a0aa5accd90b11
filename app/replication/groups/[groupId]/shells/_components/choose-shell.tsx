'use client'

import { useState } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { useKeptForm } from '@/app/_ui/use-kept-form'
import type { ShellPlacement } from '@/lib/domain/shell-placement'
import type { PlacementMappingView } from '@/lib/services/mappings/placement-mappings-view'
import { PlacementFields } from '../../mappings/_components/placement-fields'
import { chooseShellAction } from '../actions'

type Props = {
  readonly id: string
  readonly vmName: string
  /** Empty: the VM's own. */
  readonly name: string
  /** Then its name is settled. */
  readonly isMade: boolean
  readonly placement: ShellPlacement
  readonly options: PlacementMappingView['options']
  readonly because: string | undefined
}

/** One VM's own choice. What was chosen stays when it is refused. */
export function ChooseShell({ id, vmName, name, isMade, placement, options, because }: Props) {
  const { state, busy, form } = useKeptForm(chooseShellAction.bind(null, id))
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>(
    () => ({ ...placement }) as Record<string, string>,
  )
  const [typed, setTyped] = useState(name)
  return (
    <form {...form} className="form" aria-label={`Shell of ${vmName}`}>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <div className="field">
        <label htmlFor={`name-${id}`}>Name</label>
        <input
          id={`name-${id}`}
          name="shell_name"
          className="input"
          value={typed}
          placeholder={vmName}
          readOnly={isMade}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <p className="field-hint">
          {isMade ? 'The shell is made. Remove it first to give it another name.' : 'Empty: as the VM is called.'}
        </p>
      </div>
      <PlacementFields
        id={`placement-${id}`}
        chosen={chosen}
        options={options}
        open="As the group’s mappings say"
        onChange={(field, value) => setChosen({ ...chosen, [field]: value })}
      />
      <div className="actions">
        <Submit busy={busy} pending="Saving …" because={because}>
          Save for {vmName}
        </Submit>
        {state?.done && <output>{state.done}</output>}
      </div>
    </form>
  )
}
