import { insertAuditEvent } from '../../db/audit-events.ts'
import { listSnapshotMakers, listSourceVcenters } from '../../db/snapshot-makers.ts'
import { leftBy, type SnapshotMaker } from '../../domain/snapshot-sweep.ts'
import type { OurVmSnapshot } from '../../domain/vm-snapshot.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import type { Duty, DutyTools } from '../duties.ts'
import { inParallel } from '../in-parallel.ts'

const EVERY_SECONDS = 240
const VCENTERS_AT_ONCE = 4
const VMS_AT_ONCE = 4
const READ_MS = 120_000
const REMOVE_MS = 300_000

/**
 * Removes VMware snapshots that runs left behind: a worker died, a vCenter was away, a guest answered
 * long after everybody had given up (failure-modes row 21). Only those that a run on record asked that
 * very VM for, and is done with; whatever else carries a name like ours is listed by the reconciler.
 */
export const sweepVmSnapshots: Duty = {
  name: 'sweep_vm_snapshots',
  everySeconds: EVERY_SECONDS,
  async run(tools, signal) {
    await inParallel(await listSourceVcenters(tools.db), VCENTERS_AT_ONCE, async (vcenterId) => {
      try {
        await sweepVcenter(tools, vcenterId, signal)
      } catch (error) {
        signal.throwIfAborted()
        tools.log.warn({ vcenter: vcenterId, err: error }, 'could not look for VMware snapshots that were left behind')
      }
    })
  },
}

async function sweepVcenter(tools: DutyTools, vcenterId: string, signal: AbortSignal): Promise<void> {
  const driver = await tools.sites.vcenter(vcenterId)
  const found = await driver.ourSnapshots({ signal: AbortSignal.any([signal, AbortSignal.timeout(READ_MS)]) })
  await inParallel(found, VMS_AT_ONCE, async (snapshot) => {
    // Asked for each one right before it is removed: a run may have been taken up again meanwhile.
    const maker = leftBy(snapshot, await listSnapshotMakers(tools.db, vcenterId, [snapshot.name]))
    if (!maker) return
    try {
      await remove(tools, driver, { vcenterId, snapshot, maker }, signal)
    } catch (error) {
      signal.throwIfAborted()
      tools.log.warn(
        { vm: snapshot.vmName, snapshot: snapshot.name, err: error },
        'a VMware snapshot that was left behind cannot be removed now',
      )
    }
  })
}

async function remove(
  { db, log }: DutyTools,
  driver: VsphereDriver,
  left: { readonly vcenterId: string; readonly snapshot: OurVmSnapshot; readonly maker: SnapshotMaker },
  signal: AbortSignal,
): Promise<void> {
  const { vm, vmName, name, sizeBytes, createdAt } = left.snapshot
  const limit = AbortSignal.any([signal, AbortSignal.timeout(REMOVE_MS)])
  const removed = await driver.removeSnapshotsNamed(vm, name, { signal: limit })
  if (removed === 0) return
  log.info({ vm: vmName, snapshot: name, job: left.maker.jobId }, 'removed a VMware snapshot that was left behind')
  await insertAuditEvent(db, {
    actor: 'system:sweeper',
    action: 'remove_left_vm_snapshot',
    objectType: 'protection_group',
    objectId: left.maker.groupId,
    objectName: left.maker.groupName,
    outcome: 'done',
    details: { vcenterId: left.vcenterId, vm: vmName, snapshot: name, jobId: left.maker.jobId, sizeBytes, createdAt },
  })
}
