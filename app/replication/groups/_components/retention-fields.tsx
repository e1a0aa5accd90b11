import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'
import type { Retention } from '@/lib/domain/retention'
import { retentionRules, retentionSides, ruleValue, ruleWords, sideWords } from './retention-names'

/** What each side keeps: the newest, and the newest of each of so many periods. A point stays when any rule keeps it. */
export function RetentionFields(props: {
  readonly retention: Retention
  /** From an address: what was typed there comes before what is saved. */
  readonly given?: Readonly<Record<string, string | undefined>>
  readonly state?: FormState
}) {
  const { retention, given = {}, state = null } = props
  return retentionSides.map((side) => (
    <fieldset key={side} className="form-group">
      <legend>{sideWords[side]}</legend>
      <div className="retention-rules">
        {retentionRules.map((rule) => {
          const name = `retention.${side}.${rule}`
          return (
            <Field
              key={rule}
              label={ruleWords[rule]}
              name={name}
              kind="number"
              state={state}
              initial={given[name] ?? ruleValue(retention[side], rule)}
              required
            />
          )
        })}
      </div>
      <p className="field-hint">
        {side === 'source'
          ? 'What increments build on is always kept. The source needs few: recovery is from the target.'
          : 'Of each period the newest point stays, for the last so many periods that have one (UTC). 0: none.'}
      </p>
    </fieldset>
  ))
}
