'use client'

import { useState } from 'react'
import type { FormState } from '@/app/_ui/form-state'
import type { MaintenanceWindows, WeeklyWindow } from '@/lib/domain/timetable'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
/** A week begins on Monday for whoever plans one. */
const order = [1, 2, 3, 4, 5, 6, 0] as const
const newWindow: WeeklyWindow = { days: [0, 6], from: '22:00', to: '04:00' }

/** Parts of the week in which no run starts by itself. Goes with the form as one JSON field of the API's form. */
export function MaintenanceFields(props: {
  readonly initial: MaintenanceWindows | null
  readonly state: FormState
  readonly consequence: string
}) {
  const [windows, setWindows] = useState(props.initial?.windows ?? [])
  const [timeZone, setTimeZone] = useState(props.initial?.timeZone ?? 'UTC')
  const fields = props.state?.problem?.fields ?? {}
  const errors = Object.entries(fields).flatMap(([name, texts]) => (name.startsWith('maintenance') ? texts : []))
  const change = (index: number, to: Partial<WeeklyWindow>) =>
    setWindows(windows.map((window, at) => (at === index ? { ...window, ...to } : window)))
  const value = windows.length === 0 ? '' : JSON.stringify({ time_zone: timeZone, windows })
  return (
    <fieldset className="form-group">
      <legend>Maintenance windows</legend>
      <input type="hidden" name="maintenance" value={value} />
      <div className="stack">
        <p className="field-hint">{props.consequence}</p>
        {windows.map((window, index) => (
          <WindowRow
            // A window is nothing but its place in the list.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            number={index + 1}
            window={window}
            change={(to) => change(index, to)}
            remove={() => setWindows(windows.filter((_, at) => at !== index))}
          />
        ))}
        {windows.length > 0 && (
          <div className="field">
            <label htmlFor="maintenance-zone">Time zone of the windows</label>
            <input
              id="maintenance-zone"
              className="input"
              value={timeZone}
              onChange={(event) => setTimeZone(event.target.value)}
              spellCheck={false}
              autoComplete="off"
            />
          </div>
        )}
        {errors.length > 0 && <p className="field-error">{errors.join('. ')}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={() => setWindows([...windows, newWindow])}>
            Add a window
          </button>
        </div>
      </div>
    </fieldset>
  )
}

function WindowRow(props: {
  readonly number: number
  readonly window: WeeklyWindow
  readonly change: (to: Partial<WeeklyWindow>) => void
  readonly remove: () => void
}) {
  const { number, window, change, remove } = props
  const toggle = (day: number) =>
    change({ days: window.days.includes(day) ? window.days.filter((one) => one !== day) : [...window.days, day] })
  return (
    <div className="window-row">
      <fieldset className="choices">
        <legend>Window {number}: days on which it begins</legend>
        {order.map((day) => (
          <label className="choice" key={day}>
            <input type="checkbox" checked={window.days.includes(day)} onChange={() => toggle(day)} /> {days[day]}
          </label>
        ))}
      </fieldset>
      <ClockField label={`Window ${number} from`} value={window.from} change={(from) => change({ from })} />
      <ClockField label={`Window ${number} to`} value={window.to} change={(to) => change({ to })} />
      <button type="button" className="button" onClick={remove}>
        Remove window {number}
      </button>
    </div>
  )
}

function ClockField(props: { readonly label: string; readonly value: string; readonly change: (to: string) => void }) {
  return (
    <label className="choice">
      {props.label}
      <input
        type="time"
        className="input"
        value={props.value}
        onChange={(event) => props.change(event.target.value)}
        required
      />
    </label>
  )
}
