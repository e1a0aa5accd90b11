'use client'

import { useState } from 'react'
import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'
import { nextCronTimes } from '@/lib/domain/cron'

export const priorityWords: Readonly<Record<string, string>> = {
  1: '1: goes first',
  2: '2',
  3: '3: as most do',
  4: '4',
  5: '5: goes last',
}

/** When runs start, and who goes first where appliances and links have no room for all. */
export function ScheduleFields(props: {
  readonly schedule: string | null | undefined
  readonly scheduleTimeZone: string | undefined
  readonly priority: string | number | undefined
  readonly state?: FormState
}) {
  const { state = null } = props
  const [asked, setAsked] = useState({
    schedule: props.schedule ?? '',
    schedule_time_zone: props.scheduleTimeZone ?? 'UTC',
  })
  return (
    <fieldset
      className="form-group stack"
      onInput={({ target }) => {
        if (target instanceof HTMLInputElement && target.name in asked)
          setAsked({ ...asked, [target.name]: target.value })
      }}
    >
      <legend>Schedule</legend>
      <div className="form-pair">
        <Field
          label="Cron expression"
          name="schedule"
          state={state}
          initial={props.schedule}
          placeholder="0 */4 * * *"
          hint="Leave empty: Zerfaux learns how long runs take, and starts each so that the objective is met."
        />
        <Field
          label="Time zone of the expression"
          name="schedule_time_zone"
          state={state}
          initial={props.scheduleTimeZone ?? 'UTC'}
          hint="Such as Europe/Berlin"
        />
      </div>
      {asked.schedule.trim() !== '' && <NextTimes schedule={asked.schedule.trim()} zone={asked.schedule_time_zone} />}
      <Field
        label="Priority"
        name="priority"
        kind="select"
        state={state}
        initial={props.priority ?? 3}
        options={Object.entries(priorityWords).map(([value, label]) => ({ value, label }))}
        hint="Counts where an appliance or a link has no room for all runs that are due. What waits long moves up."
      />
    </fieldset>
  )
}

function NextTimes({ schedule, zone }: { schedule: string; zone: string }) {
  const [now] = useState(() => new Date())
  const times = nextCronTimes(schedule, zone, now, 5)
  return (
    <div aria-live="polite">
      {times.length === 0 ? (
        <p className="field-error">
          No time comes of this. Five fields: minute, hour, day of month, month, day of week.
        </p>
      ) : (
        <>
          <p className="field-hint">Next times, {zone}:</p>
          <ul className="plain field-hint">
            {times.map((at) => (
              <li key={at.toISOString()} suppressHydrationWarning>
                {inZone(at, zone)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function inZone(at: Date, timeZone: string): string {
  const weekday = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(at)
  // Swedish writes dates as ISO does.
  const time = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  return `${weekday} ${time}`
}
