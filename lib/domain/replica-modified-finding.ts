import { finding, type Finding } from './alert-finding.ts'

/** One alert for a group, whether a run or a look found it. */
export function replicaModifiedFinding(
  groupId: string,
  found: Pick<Finding, 'subject' | 'message'> & Partial<Pick<Finding, 'hint' | 'jobId' | 'facts'>>,
): Finding {
  return finding({
    kind: 'replica_modified',
    severity: 'critical',
    fingerprint: `replica_modified:${groupId}`,
    groupId,
    ...found,
    hint: found.hint ?? 'Find out who writes to the replica. Nothing is replicated until that is decided.',
  })
}
