import Link from 'next/link'
import { count } from '@/app/_ui/format'
import type { RpoStatus } from '@/lib/domain/rpo'
import type { GroupView } from '@/lib/services/protection-groups/group-view'

/** The answer to "could I fail over right now, and how much would I lose?", in words. Each number leads to its rows. */
export function OverviewSentence({ groups, needing }: { groups: readonly GroupView[]; needing: number }) {
  const vms = groups.reduce((sum, group) => sum + group.protectedVmCount, 0)
  const having = (status: RpoStatus) => groups.filter(({ rpo }) => rpo.status === status).length
  const troubles = [
    { status: 'missed', one: 'has missed its RPO', many: 'have missed their RPO' },
    { status: 'never_replicated', one: 'was never replicated', many: 'were never replicated' },
    { status: 'at_risk', one: 'is close to missing it', many: 'are close to missing it' },
  ] as const
  const said = troubles.filter(({ status }) => having(status) > 0)
  return (
    <p className="sentence">
      <Link href="/replication/groups">{count(groups.length, 'group')}</Link> with{' '}
      <Link href="/replication/vms?protected=true">{count(vms, 'VM')}</Link> protected.{' '}
      {groups.length > 0 && said.length === 0 && 'All meet their RPO. '}
      {said.map(({ status, one, many }) => (
        <span key={status}>
          <Link href={`/replication/groups?rpo=${status}`}>{having(status)}</Link> {having(status) === 1 ? one : many}
          .{' '}
        </span>
      ))}
      {needing > 0 && (
        <>
          <Link href="/replication/jobs?status=needs_operator">{count(needing, 'job')}</Link>{' '}
          {needing === 1 ? 'waits' : 'wait'} for you.
        </>
      )}
    </p>
  )
}
