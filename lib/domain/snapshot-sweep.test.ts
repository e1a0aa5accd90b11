import { describe, expect, test } from 'vitest'
import { MoRef } from './inventory.ts'
import { jobStatuses } from './job-status.ts'
import { leftBy, type SnapshotMaker } from './snapshot-sweep.ts'

const name = 'zfx_20260102T030405Z_000007'
const vm = MoRef.parse('vm-7')
const snapshot = { vm, vmName: 'db01', snapshot: MoRef.parse('snapshot-1'), name, createdAt: null, sizeBytes: null }
const maker: SnapshotMaker = {
  jobId: '1',
  groupId: '2',
  groupName: 'Databases',
  name,
  vms: [MoRef.parse('vm-6'), vm],
  status: 'succeeded',
  takenSecondsAgo: 10,
  restingSeconds: 0,
}

describe('a VMware snapshot is left over', () => {
  test('of a run that has ended, at once', () => {
    for (const status of ['succeeded', 'cancelled', 'rolled_back'] as const)
      expect(leftBy(snapshot, [{ ...maker, status, takenSecondsAgo: null }])).toMatchObject({ status })
  })

  test.each(['needs_operator', 'stuck'] as const)('of one that is %s, when it has rested', (status) => {
    const waiting = { ...maker, status, takenSecondsAgo: null }
    expect(leftBy(snapshot, [{ ...waiting, restingSeconds: 599 }])).toBeNull()
    expect(leftBy(snapshot, [{ ...waiting, restingSeconds: 600 }])).not.toBeNull()
  })

  test('of one that goes on, only when it has had its ZFS snapshot for a while, however busy it is', () => {
    for (const status of jobStatuses.filter((each) => /queued|running|retrying|rolling_back/.test(each))) {
      expect(leftBy(snapshot, [{ ...maker, status, takenSecondsAgo: null, restingSeconds: 86_400 }])).toBeNull()
      expect(leftBy(snapshot, [{ ...maker, status, takenSecondsAgo: 599 }])).toBeNull()
      expect(leftBy(snapshot, [{ ...maker, status, takenSecondsAgo: 600 }])).not.toBeNull()
    }
  })

  test.each([
    { case: 'no run on record', makers: [] },
    { case: 'a run that asked other VMs', makers: [{ ...maker, vms: [MoRef.parse('vm-70')] }] },
    { case: 'a run of another name', makers: [{ ...maker, name: 'zfx_20260102T030405Z_000008' }] },
  ])('but not with $case', ({ makers }) => {
    expect(leftBy(snapshot, makers)).toBeNull()
  })

  test('and never under a name that is not ours, whatever the database says', () => {
    const other = 'zfx_before_upgrade'
    expect(leftBy({ ...snapshot, name: other }, [{ ...maker, name: other }])).toBeNull()
  })
})
