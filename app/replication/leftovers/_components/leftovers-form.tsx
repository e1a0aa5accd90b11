'use client'

import { useActionState, useState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { count, size } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { TableBox } from '@/app/_ui/table-box'
import type { LeftoverView } from '@/lib/services/leftovers/list-leftovers'
import { releaseAction } from '../actions'

/** More rows than that scroll in a box of their own. */
const LONG = 24

const kindLabels: Record<LeftoverView['kind'], string> = {
  hold: 'Hold',
  bookmark: 'Bookmark',
  partial_receive: 'Partial receive',
  dataset: 'Dataset',
  vm_snapshot: 'VMware snapshot',
  dr_shell: 'DR shell',
}

/** What tells it from others of its name. */
const beneath = ({ tag, vmMoref }: LeftoverView) => tag ?? vmMoref

/** What belongs to nothing, to choose from. The confirmation says what releasing the chosen does. */
export function LeftoversForm({ items, because }: { items: readonly LeftoverView[]; because: string | undefined }) {
  const [state, action] = useActionState(releaseAction, null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const releasable = items.filter(({ inTheWay }) => inTheWay === null)
  const picked = items.filter(({ id }) => chosen.has(id))
  const consequences = new Set(picked.map(({ consequence }) => consequence))
  const toggle = (id: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id)))
  return (
    <div className="stack">
      <TableBox label="Leftovers" long={items.length > LONG}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label="Choose all"
                  checked={releasable.length > 0 && picked.length === releasable.length}
                  disabled={releasable.length === 0}
                  onChange={(event) => setChosen(new Set(event.target.checked ? releasable.map(({ id }) => id) : []))}
                />
              </th>
              <th scope="col">What</th>
              <th scope="col">Kind</th>
              <th scope="col">Site</th>
              <th scope="col" className="number">
                Keeps from being free
              </th>
              <th scope="col">Why it belongs to nothing</th>
              <th scope="col">Releasing it</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Choose ${item.object} ${beneath(item) ?? ''}`}
                    disabled={item.inTheWay !== null}
                    title={item.inTheWay ?? undefined}
                    checked={chosen.has(item.id)}
                    onChange={(event) => toggle(item.id, event.target.checked)}
                  />
                </td>
                <th scope="row" className="mono wrap">
                  {item.object}
                  {beneath(item) !== null && <span className="point-label">{beneath(item)}</span>}
                </th>
                <td>{kindLabels[item.kind]}</td>
                <td>{item.siteName}</td>
                <td className="number">{size(item.bytes)}</td>
                <td className="wrap">{item.because}</td>
                <td className="wrap">
                  {item.consequence}
                  {item.command !== null && (
                    <>
                      {' '}
                      To remove it, by hand: <code>{item.command}</code>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <div className="actions">
        <DialogButton
          label={picked.length === 0 ? 'Release …' : `Release ${picked.length} …`}
          title={`Release ${count(picked.length, 'leftover')}?`}
          kind="danger"
          because={because ?? (picked.length === 0 ? 'Choose what is to be released.' : undefined)}
        >
          <form action={action}>
            <ul>
              {[...consequences].map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
            <p>
              No dataset and no snapshot is destroyed. There is no way back. Each is looked at once more right before;
              what has an owner by then is left alone.
            </p>
            {picked.map(({ id }) => (
              <input key={id} type="hidden" name="id" value={id} />
            ))}
            <div className="actions">
              <CloseDialog label="Leave them" />
              <Submit kind="danger" pending="Starting …">
                Release {count(picked.length, 'leftover')}
              </Submit>
            </div>
          </form>
        </DialogButton>
      </div>
    </div>
  )
}
