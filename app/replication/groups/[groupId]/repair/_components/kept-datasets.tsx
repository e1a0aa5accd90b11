import { size } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import { TimeOr } from '@/app/_ui/time'
import type { KeptView } from '@/lib/services/protection-groups/divergence-view'
import { keptNames } from './repair-words'

/** What earlier repairs have kept. Zerfaux removes none of it: the command is for a person. */
export function KeptDatasets({ kept }: { kept: readonly KeptView[] }) {
  if (kept.length === 0) return null
  return (
    <div className="section">
      <h2>Kept by earlier repairs</h2>
      <p className="quiet">
        Their points are no recovery points of the group any more, but the data is there: clone a snapshot to look at
        it.
      </p>
      <TableBox label="Kept by earlier repairs">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Dataset</th>
              <th scope="col">What it is</th>
              <th scope="col">Since</th>
              <th scope="col" className="number">
                Takes
              </th>
              <th scope="col">Remove it, as root on the recovery appliance</th>
            </tr>
          </thead>
          <tbody>
            {kept.map(({ dataset, kind, since, usedBytes, removable, removeCommand }) => (
              <tr key={dataset}>
                <th scope="row" className="mono">
                  {dataset}
                </th>
                <td>{keptNames[kind]}</td>
                <td>
                  <TimeOr at={since} none="not known" />
                </td>
                <td className="number">{size(usedBytes)}</td>
                <td className="wrap">
                  {removable.ok ? (
                    <details>
                      <summary>Show the command</summary>
                      <code className="token">{removeCommand}</code>
                    </details>
                  ) : (
                    `Not yet. ${removable.because ?? ''}`
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </div>
  )
}
