import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'

export const DEFAULT_QUIESCE_SECONDS = 120

export const consistencyWords: Readonly<Record<string, string>> = {
  crash: 'Crash-consistent: as after a power cut',
  application: 'Application-consistent: guests are quiesced first',
}

/** How the group's VMs get into a recovery point. */
export function ConsistencyFields(props: {
  readonly consistency: string | undefined
  readonly quiesceTimeoutSeconds: string | number | undefined
  readonly state?: FormState
}) {
  const { consistency = 'crash', quiesceTimeoutSeconds = DEFAULT_QUIESCE_SECONDS, state = null } = props
  return (
    <fieldset className="form-group">
      <legend>Consistency</legend>
      <Field
        label="Recovery points are"
        name="consistency"
        kind="select"
        state={state}
        initial={consistency}
        options={Object.entries(consistencyWords).map(([value, label]) => ({ value, label }))}
        hint="Quiescing needs VMware Tools in the guests. A guest that fails or hangs never holds up a run: the recovery point says for which VMs it is only crash-consistent, and why."
      />
      <Field
        label="Time limit for one VM, seconds"
        name="quiesce_timeout_seconds"
        kind="number"
        state={state}
        initial={quiesceTimeoutSeconds}
        hint="5 to 900. All VMs together take at most twice as long. Only used for application-consistent recovery points."
        required
      />
    </fieldset>
  )
}
