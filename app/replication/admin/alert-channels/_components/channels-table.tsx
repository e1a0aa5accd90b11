import Link from 'next/link'
import { TableBox } from '@/app/_ui/table-box'
import { TimeOr } from '@/app/_ui/time'
import type { ChannelView } from '@/lib/services/alert-channels/channel-view'
import { DeleteChannel } from './delete-channel'
import { TestChannel } from './test-channel'

const levels = { info: 'everything', warning: 'warning and worse', critical: 'critical only' } as const

export function ChannelsTable({ channels }: { channels: readonly ChannelView[] }) {
  return (
    <TableBox label="Alert channels">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Sends to</th>
            <th scope="col">Alerts</th>
            <th scope="col">Last sent</th>
            <th scope="col">Last error</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel.id}>
              <th scope="row">
                <Link href={`/replication/admin/alert-channels/${channel.id}`}>{channel.name}</Link>
              </th>
              <td>{addressOf(channel.settings)}</td>
              <td>{channel.enabled ? levels[channel.minimumSeverity] : <span className="quiet">switched off</span>}</td>
              <td>
                <TimeOr at={channel.lastSentAt} />
              </td>
              <td>{channel.lastError ? <span className="field-error">{channel.lastError}</span> : '–'}</td>
              <td className="fits">
                <div className="actions">
                  <TestChannel id={channel.id} name={channel.name} />
                  <DeleteChannel id={channel.id} name={channel.name} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

/** Of a webhook the host alone: the rest of its address is often a secret. */
function addressOf(settings: ChannelView['settings']): string {
  if (settings.kind === 'webhook') return new URL(settings.url).origin
  const [first = '', ...others] = settings.to
  return `${first}${others.length > 0 ? ` and ${others.length} more` : ''} by ${settings.host}`
}
