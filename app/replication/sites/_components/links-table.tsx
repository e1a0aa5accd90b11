import { DialogButton } from '@/app/_ui/dialog'
import { count, rate } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import type { Role } from '@/lib/domain/role'
import type { LinkView } from '@/lib/services/links/link-view'
import { because } from '../../_components/because'
import { EditLink } from './edit-link'

/** The ways that groups replicate over, and what may go over each. */
export function LinksTable({ links, role }: { links: readonly LinkView[]; role: Role }) {
  return (
    <TableBox label="Links">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className="number">
              Groups
            </th>
            <th scope="col" className="number">
              Transfers at a time
            </th>
            <th scope="col" className="number">
              Bandwidth limit
            </th>
            <th scope="col">At certain hours</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <tr key={`${link.sourceTargetId}/${link.drTargetId}`}>
              <th scope="row">{link.sourceName}</th>
              <td>{link.drName}</td>
              <td className="number">{link.groupCount}</td>
              <td className="number">{link.maxTransfers}</td>
              <td className="number">{link.bandwidthLimit === null ? 'None' : rate(link.bandwidthLimit)}</td>
              <td>{hoursOf(link)}</td>
              <td className="fits">
                <DialogButton
                  label="Set limits"
                  title={`Limits from ${link.sourceName} to ${link.drName}`}
                  size="small"
                  because={because(role, 'admin')}
                >
                  <EditLink link={link} />
                </DialogButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

function hoursOf({ bandwidthTimetable }: LinkView): string {
  const [first, ...more] = bandwidthTimetable?.entries ?? []
  if (!first) return '–'
  if (more.length > 0) return count(more.length + 1, 'window')
  return `${first.from} to ${first.to}: ${first.bytesPerSecond === null ? 'none' : rate(first.bytesPerSecond)}`
}
