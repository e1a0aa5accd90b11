import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'

/** First page of adding a site: where it is. Nothing is sent there but the question who it is. */
export function ProbeForm(props: {
  readonly action: (data: FormData) => void
  readonly state: FormState
  readonly what: string
  readonly real: { readonly value: string; readonly label: string }
  readonly port: number
  readonly placeholder: string
}) {
  const { action, state, what, real, port, placeholder } = props
  const driver = state?.values?.['driver'] ?? real.value
  return (
    <form action={action} className="form" noValidate>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <fieldset className="choices" key={driver}>
        <legend>Kind</legend>
        <label className="choice">
          <input type="radio" name="driver" value={real.value} defaultChecked={driver !== 'simulated'} />
          {real.label}
        </label>
        <label className="choice">
          <input type="radio" name="driver" value="simulated" defaultChecked={driver === 'simulated'} />
          Simulated, to try things out
        </label>
      </fieldset>
      <div className="form-row">
        <Field label="Host" name="host" state={state} placeholder={placeholder} required />
        <Field label="Port" name="port" kind="number" initial={port} state={state} />
      </div>
      <div className="actions">
        <Submit kind="primary" pending="Probing …">
          Probe
        </Submit>
        <span className="reason">{`Asks the ${what} who it is. No password is sent.`}</span>
      </div>
    </form>
  )
}
