'use client'

import Link from 'next/link'
import { useActionState, useDeferredValue, useState } from 'react'
import useSWR from 'swr'
import { Empty } from '@/app/_ui/empty'
import { fetchJson } from '@/app/_ui/fetch-json'
import { count } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { VmView } from '@/lib/services/vcenters/vm-view'
import { withParams } from '../../../_components/search-params'
import { protectVmsAction } from '../actions'
import { PickerRows } from './picker-rows'

const SHOWN = 100

/** Searchable, with what was chosen kept while searching on. */
export function VmPicker({ groupId, vcenterId, datastore }: { groupId: string; vcenterId: string; datastore: string }) {
  const [state, action] = useActionState(protectVmsAction.bind(null, groupId), null)
  const [query, setQuery] = useState('')
  const [onlyHere, setOnlyHere] = useState(true)
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const q = useDeferredValue(query.trim())
  const url = withParams(`/api/replication/vcenters/${vcenterId}/vms`, {
    protected: 'false',
    limit: String(SHOWN),
    q,
    datastore: onlyHere ? datastore : undefined,
  })
  const { data, error } = useSWR<{ items: VmView[]; nextCursor: string | null }>(url, fetchJson, {
    keepPreviousData: true,
  })
  const vms = (data?.items ?? []).filter(({ isTemplate }) => !isTemplate)

  function choose(vm: VmView, wanted: boolean) {
    const next = new Map(chosen)
    if (wanted) next.set(vm.id, vm.name)
    else next.delete(vm.id)
    setChosen(next)
  }

  return (
    <div className="section">
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <div className="filters">
        <div className="field wide">
          <label htmlFor="picker-q">Search</label>
          <input
            id="picker-q"
            type="search"
            className="input"
            placeholder="Name, guest, folder or IP address"
            autoComplete="off"
            data-filter=""
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
        <label className="choice">
          <input type="checkbox" checked={onlyHere} onChange={(event) => setOnlyHere(event.target.checked)} />
          Only on {datastore}
        </label>
      </div>
      {error instanceof Error && (
        <p role="alert" className="field-error">
          {error.message}
        </p>
      )}
      {data && vms.length === 0 ? (
        <Empty title="No unprotected VM matches">
          <p>Search for something else, or look on other datastores too. VMs that are in a group are not listed.</p>
        </Empty>
      ) : (
        <PickerRows vms={vms} chosen={chosen} datastore={datastore} onChoose={choose} />
      )}
      {data?.nextCursor && <p className="quiet">The first {SHOWN} are shown. Search to narrow them down.</p>}
      <form action={action} className="actions">
        {[...chosen.keys()].map((id) => (
          <input key={id} type="hidden" name="vm_id" value={id} />
        ))}
        <Submit
          kind="primary"
          pending="Assigning …"
          because={chosen.size === 0 ? 'Choose at least one VM.' : undefined}
        >
          {chosen.size === 0 ? 'Assign' : `Assign ${count(chosen.size, 'VM')}`}
        </Submit>
        <Link className="button" href={`/replication/groups/${groupId}`}>
          Back
        </Link>
      </form>
    </div>
  )
}
