import { Badge } from '@/app/_ui/badge'
import type { NetworkMappingsView } from '@/lib/services/mappings/network-mappings-view'

const looks = {
  warn: { tone: 'warning', shape: '◆', label: 'Look at it' },
  block: { tone: 'critical', shape: '▲', label: 'Not isolated' },
} as const

/** What is said of networks that tests use. None is ever called safe: an inventory does not show uplinks. */
export function TestNetworkChecks({ checks }: { checks: NetworkMappingsView['checks'] }) {
  if (checks.length === 0) return null
  return (
    <ul className="checks" aria-label="Test networks">
      {checks.map(({ testNetwork, outcome, message, hint }) => (
        <li key={testNetwork}>
          <Badge look={looks[outcome]} />
          <div>
            <p>{message}</p>
            <p className="quiet">{hint}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}
