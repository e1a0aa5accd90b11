'use client'

import { useState } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { TableBox } from '@/app/_ui/table-box'
import { useKeptForm } from '@/app/_ui/use-kept-form'
import type { NetworkMappingsView } from '@/lib/services/mappings/network-mappings-view'
import { putNetworkMappingsAction } from '../actions'
import { directionNames } from './direction-names'
import { NetworkSelect } from './network-select'

type Props = { groupId: string; mappings: NetworkMappingsView; because: string | undefined }
type Row = {
  readonly sourceNetwork: string
  readonly targetNetwork: string | null
  readonly testNetwork: string | null
}

/** Rows for all that is mapped and all that should be. What was chosen stays when saving is refused. */
export function NetworkMappingForm({ groupId, mappings, because }: Props) {
  const { direction, items, unmapped, suggestions, targetNetworks } = mappings
  const { state, busy, form } = useKeptForm(putNetworkMappingsAction.bind(null, groupId, direction))
  const [rows, setRows] = useState<readonly Row[]>(() => rowsOf(mappings))
  const waiting = new Set(unmapped.map(({ sourceNetwork }) => sourceNetwork))
  const vms = new Map(unmapped.map((network) => [network.sourceNetwork, network.vms]))
  const useful = suggestions.filter(({ targetNetwork, testNetwork }) => targetNetwork ?? testNetwork)

  function change(source: string, part: Partial<Row>) {
    setRows(rows.map((row) => (row.sourceNetwork === source ? { ...row, ...part } : row)))
  }
  function takeSuggestions() {
    setRows(rows.map((row) => ({ ...row, ...fillIn(row, useful) })))
  }

  if (rows.length === 0) {
    return (
      <p className="quiet">
        {direction === 'forward'
          ? 'No VM of this group is on a network. Assign VMs first.'
          : 'Map the networks of the way there first: VMs come back from where those lead.'}
      </p>
    )
  }
  const way = directionNames[direction]
  return (
    <form {...form} className="section" aria-label={`Networks, ${way.toLowerCase()}`}>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <TableBox label={`Networks, ${way.toLowerCase()}`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Network in {mappings.sourceVcenter.name}</th>
              <th scope="col">In {mappings.targetVcenter.name}</th>
              <th scope="col">For tests</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ sourceNetwork, targetNetwork, testNetwork }) => (
              <tr key={sourceNetwork}>
                <th scope="row">
                  {sourceNetwork}
                  {waiting.has(sourceNetwork) && (
                    <span className="quiet"> not mapped; {vms.get(sourceNetwork)} of the group’s VMs</span>
                  )}
                  <input type="hidden" name="source_network" value={sourceNetwork} />
                </th>
                <td>
                  <NetworkSelect
                    name="target_network"
                    label={`${way}: network for ${sourceNetwork}`}
                    value={targetNetwork}
                    options={targetNetworks}
                    onChange={(value) => change(sourceNetwork, { targetNetwork: value })}
                  />
                </td>
                <td>
                  <NetworkSelect
                    name="test_network"
                    label={`${way}: test network for ${sourceNetwork}`}
                    value={testNetwork}
                    options={targetNetworks}
                    onChange={(value) => change(sourceNetwork, { testNetwork: value })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      <div className="actions">
        <Submit busy={busy} kind="primary" pending="Saving …" because={because}>
          Save networks
        </Submit>
        {useful.length > 0 && (
          <button type="button" className="button" onClick={takeSuggestions}>
            Use suggestions
          </button>
        )}
        {items.length > 0 && <span className="quiet">{items.length} saved</span>}
        {state?.done && <output>{state.done}</output>}
      </div>
    </form>
  )
}

function rowsOf({ items, unmapped }: NetworkMappingsView): Row[] {
  const open = unmapped.map(({ sourceNetwork }) => ({ sourceNetwork, targetNetwork: null, testNetwork: null }))
  return [...items, ...open].toSorted((a, b) => a.sourceNetwork.localeCompare(b.sourceNetwork))
}

/** Never over what was chosen by hand. */
function fillIn(row: Row, suggestions: readonly Row[]): Row {
  const suggested = suggestions.find(({ sourceNetwork }) => sourceNetwork === row.sourceNetwork)
  return {
    sourceNetwork: row.sourceNetwork,
    targetNetwork: row.targetNetwork ?? suggested?.targetNetwork ?? null,
    testNetwork: row.testNetwork ?? suggested?.testNetwork ?? null,
  }
}
