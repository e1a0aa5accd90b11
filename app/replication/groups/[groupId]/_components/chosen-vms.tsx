'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { count } from '@/app/_ui/format'

/** What is chosen stands in the address, so that it survives reload and the way back from a later page. */
function useChosen(): readonly [ReadonlySet<string>, (ids: Iterable<string>) => void] {
  const search = useSearchParams()
  const choose = (ids: Iterable<string>) => {
    const query = new URLSearchParams([...ids].map((id) => ['vm', id]))
    window.history.replaceState(null, '', query.size === 0 ? window.location.pathname : `?${query}`)
  }
  return [new Set(search.getAll('vm')), choose]
}

export function ChooseVm({ id, name, controlId }: { id: string; name: string; controlId: string }) {
  const [chosen, choose] = useChosen()
  return (
    <input
      type="checkbox"
      name="vm"
      value={id}
      id={controlId}
      aria-label={name}
      checked={chosen.has(id)}
      onChange={({ target }) => {
        const others = [...chosen].filter((one) => one !== id)
        choose(target.checked ? [...others, id] : others)
      }}
    />
  )
}

/** In the head of the list. */
export function ChooseAllVms({ ids }: { ids: readonly string[] }) {
  const [chosen, choose] = useChosen()
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
      onChange={({ target }) => choose(target.checked ? ids : [])}
    />
  )
}

export function PlanChosenVms({ ids }: { ids: readonly string[] }) {
  const [chosen] = useChosen()
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
