import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import type { CommonNotice, Notice, NoticeKind } from './common-notices'

const looks = {
  blockers: { tone: 'critical', shape: '▲', label: 'In the way' },
  warnings: { tone: 'warning', shape: '◆', label: 'Look at it' },
} as const

/** Where a group's mappings are the remedy. */
const MAPPED = ['no_placeholder_datastore', 'no_cluster', 'unmapped_network', 'network_gone']
const NAMED = 12

/** What is to be known of several VMs, before the plan of each. */
export function CommonNotices({ groupId, common }: { groupId: string; common: readonly CommonNotice[] }) {
  if (common.length === 0) return null
  return (
    <ul className="checks" aria-label="What to know of several VMs">
      {common.map(({ kind, code, message, hint, names }) => (
        <li key={`${kind} ${message}`}>
          <Badge look={looks[kind]} />
          <div>
            <p>{message}</p>
            <p className="quiet">
              {hint}
              {MAPPED.includes(code) && (
                <>
                  {' '}
                  <Link href={`/replication/groups/${groupId}/mappings`}>Mappings</Link>
                </>
              )}
            </p>
            <p className="quiet">
              {names.length} VMs: {names.slice(0, NAMED).join(', ')}
              {names.length > NAMED && ` and ${names.length - NAMED} more`}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

export function PlanNotices({ name, notices }: { name: string; notices: readonly (Notice & { kind: NoticeKind })[] }) {
  if (notices.length === 0) return null
  return (
    <ul className="checks" aria-label={`What to know of ${name}`}>
      {notices.map(({ kind, code, message, hint }) => (
        <li key={`${kind} ${code} ${message}`}>
          <Badge look={looks[kind]} />
          <div>
            <p>{message}</p>
            <p className="quiet">{hint}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}
