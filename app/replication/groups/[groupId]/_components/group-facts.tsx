import Link from 'next/link'
import { duration, words } from '@/app/_ui/format'
import { TimeOr } from '@/app/_ui/time'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { loadSites } from '../../../_components/estate'
import { Fact } from '../../../_components/fact'
import { retentionWords } from '../../_components/retention-names'
import { RpoBullet } from '../../../_components/rpo-bullet'

/** Where the group lives and what it promises. */
export async function GroupFacts({ group }: { group: GroupView }) {
  const { nameOf } = await loadSites()
  const vcenter = (id: string) => <Link href={`/replication/sites/vcenters/${id}`}>{nameOf(id)}</Link>
  const target = (id: string) => <Link href={`/replication/sites/targets/${id}`}>{nameOf(id)}</Link>
  return (
    <dl className="facts">
      <Fact name="Age of newest recovery point">
        <RpoBullet rpo={group.rpo} /> <Link href={`/replication/groups/${group.id}/rpo`}>History</Link>
      </Fact>
      <Fact name="Current until">
        <TimeOr at={group.rpo.currentUntil} />
      </Fact>
      <Fact name="State">
        {words(group.state)}, {group.consistency}-consistent
      </Fact>
      <Fact name="Objective">{duration(group.rpo.objectiveSeconds)}</Fact>
      <Fact name="Protected site">
        {vcenter(group.sourceVcenterId)}, {target(group.sourceTargetId)}
      </Fact>
      <Fact name="Recovery site">
        {vcenter(group.drVcenterId)}, {target(group.drTargetId)}
      </Fact>
      <Fact name="Source dataset">
        <span className="mono">{group.sourceDataset}</span>
      </Fact>
      <Fact name="Recovery dataset">
        <span className="mono">{group.drDataset}</span>
      </Fact>
      <Fact name="Protection datastore">
        <span className="mono">{group.protectionDatastore}</span>
      </Fact>
      <Fact name="Kept">
        Source: {retentionWords(group.retention.source)}; target: {retentionWords(group.retention.target)}
      </Fact>
    </dl>
  )
}
