'use client'

import { useSearchParams } from 'next/navigation'
import { createContext, use, useEffect, useRef, useState, type ReactNode } from 'react'
import { count } from '@/app/_ui/format'

type Chosen = { readonly ids: ReadonlySet<string>; readonly choose: (change: Change) => void }
type Change = (before: ReadonlySet<string>) => Iterable<string>

const ChosenContext = createContext<Chosen>({ ids: new Set(), choose: () => {} })

/**
 * What is chosen stands in the address, so that it survives reload and the way back from a later page. Held
 * here as well: the address lags behind somebody who chooses quickly.
 */
export function ChosenVms({ children }: { children: ReactNode }) {
  const search = useSearchParams()
  const [ids, setIds] = useState<ReadonlySet<string>>(() => new Set(search.getAll('vm')))
  const latest = useRef(ids)
  const choose = (change: Change) => {
    latest.current = new Set(change(latest.current))
    setIds(latest.current)
    const query = new URLSearchParams([...latest.current].map((id) => ['vm', id]))
    window.history.replaceState(null, '', query.size === 0 ? window.location.pathname : `?${query}`)
  }
  return <ChosenContext value={{ ids, choose }}>{children}</ChosenContext>
}

export function ChooseVm({ id, name, controlId }: { id: string; name: string; controlId: string }) {
  const { ids: chosen, choose } = use(ChosenContext)
  return (
    <input
      type="checkbox"
      name="vm"
      value={id}
      id={controlId}
      aria-label={name}
      checked={chosen.has(id)}
      onChange={({ target: { checked } }) =>
        choose((before) => (checked ? [...before, id] : [...before].filter((one) => one !== id)))
      }
    />
  )
}

/** In the head of the list. */
export function ChooseAllVms({ ids }: { ids: readonly string[] }) {
  const { ids: chosen, choose } = use(ChosenContext)
  const box = useRef<HTMLInputElement>(null)
  const some = ids.filter((id) => chosen.has(id)).length
  const isPart = some > 0 && some < ids.length
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPart
  }, [isPart])
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label="All VMs"
      checked={some === ids.length}
      onChange={({ target: { checked } }) => choose(() => (checked ? ids : []))}
    />
  )
}

export function PlanChosenVms({ ids }: { ids: readonly string[] }) {
  const { ids: chosen } = use(ChosenContext)
  const some = ids.filter((id) => chosen.has(id)).length
  return (
    <>
      <button type="submit" className="button" data-kind="primary" disabled={some === 0} aria-describedby="chosen-vms">
        Plan for chosen VMs
      </button>
      <output id="chosen-vms" className="reason">
        {some === 0 ? 'Choose VMs in the list.' : `${count(some, 'VM')} chosen`}
      </output>
    </>
  )
}
