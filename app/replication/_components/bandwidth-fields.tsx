import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'
import { daysOfWindow, type BandwidthValues } from './bandwidth-values'

/** A limit all day, and another one within certain hours. */
export function BandwidthFields(props: {
  readonly values: BandwidthValues
  readonly state?: FormState
  /** What is limited, as a sentence. */
  readonly hint: string
}) {
  const { values, state = null, hint } = props
  const kept = values['bandwidth_timetable.kept']
  return (
    <>
      <Field
        label="Bandwidth limit, MiB/s"
        name="bandwidth_limit"
        kind="number"
        state={state}
        initial={values.bandwidth_limit}
        hint={hint}
      />
      {kept ? (
        <>
          <input type="hidden" name="bandwidth_timetable.kept" value={kept} />
          <p className="quiet">The timetable was set through the API and has more windows than fit here. It stays.</p>
        </>
      ) : (
        <>
          <Field
            label="Another limit at certain hours"
            name="bandwidth_timetable.entries.0.days"
            kind="select"
            state={state}
            initial={values['bandwidth_timetable.entries.0.days']}
            empty="Never"
            options={Object.entries(daysOfWindow).map(([value, { label }]) => ({ value, label }))}
          />
          <div className="form-pair">
            <Field
              label="From"
              name="bandwidth_timetable.entries.0.from"
              state={state}
              initial={values['bandwidth_timetable.entries.0.from']}
              placeholder="22:00"
            />
            <Field
              label="To"
              name="bandwidth_timetable.entries.0.to"
              state={state}
              initial={values['bandwidth_timetable.entries.0.to']}
              placeholder="06:00"
              hint="Before the start: on the next day"
            />
          </div>
          <div className="form-pair">
            <Field
              label="Limit at these hours, MiB/s"
              name="bandwidth_timetable.entries.0.bytes_per_second"
              kind="number"
              state={state}
              initial={values['bandwidth_timetable.entries.0.bytes_per_second']}
              hint="Empty: no limit at these hours"
            />
            <Field
              label="Time zone of these hours"
              name="bandwidth_timetable.time_zone"
              state={state}
              initial={values['bandwidth_timetable.time_zone']}
              placeholder="Europe/Berlin"
              hint="Empty: UTC"
            />
          </div>
        </>
      )}
    </>
  )
}
