import type { Db } from '../db/client.ts'
import { readOwners, whileNoJobBegins } from '../db/leftover-owners.ts'
import { liveTransaction } from '../db/live-transaction.ts'
import * as inventory from '../db/inventory-store.ts'
import {
  confirmRecoveryPoint,
  countRecoveryPoints,
  listIdsOnRecord,
  listPins,
  markPruned,
  recordRecoveryPoint,
  setRecoveryPointsAside,
} from '../db/recovery-points.ts'
import { describeByItsRun } from '../db/run-of-point.ts'
import { takeSequence } from '../db/protection-groups.ts'
import { updateVcenter } from '../db/vcenter-connections.ts'
import type { JobKind } from '../domain/job-kind.ts'
import type { JournalError } from '../domain/journal.ts'
import type { VsphereDriver } from '../drivers/vsphere/vsphere-driver.ts'
import { RememberingZfsDriver } from '../drivers/zfs/remembering-zfs-driver.ts'
import { judgeLeftovers } from './alerts/judge-leftovers.ts'
import { replicate } from './replicate.ts'
import { createShell } from './create-shell.ts'
import { moveVm } from './move-vm.ts'
import { dbMoveStore } from './move/db-move-store.ts'
import { MoveVmParams } from './move/move-params.ts'
import type { MoveVmTools } from './move/move-tools.ts'
import { removeShell } from './remove-shell.ts'
import { CreateShellParams } from './shell/shell-tools.ts'
import { compareShells } from './shell/compare-shells.ts'
import { createShellTools, removeShellTools, shellFailed } from './shell/prepare-shell.ts'
import { RemoveShellParams } from './shell/remove.ts'
import { releaseLeftovers, ReleaseParams, type ReleaseTools } from './release-leftovers.ts'
import { repair } from './repair.ts'
import { RepairParams } from './repair/repair-params.ts'
import type { KeptLedger, RepairTools } from './repair/repair-tools.ts'
import { allowedRate } from './replicate/allowed-rate.ts'
import { ReplicateParams } from './replicate/replicate-params.ts'
import {
  recoveryPointId,
  type Progress,
  type RecoveryPointLedger,
  type ReplicateTools,
} from './replicate/replicate-tools.ts'
import type { Sites } from './sites.ts'
import { syncInventory, SyncInventoryParams, type InventoryStore, type SyncInventoryTools } from './sync-inventory.ts'
import { itinerary, type CommonTools, type Workflow } from './workflow.ts'

/** No byte in that time and a transfer counts as stalled. Never a limit on the whole. */
const STALL_SECONDS = 60

export type Equipment = CommonTools & {
  readonly db: Db
  readonly sites: Sites
  readonly reportBytes: (progress: Progress) => void
}

/** One job kind, its parameters parsed and its tools made: ready for the runner. */
export type Prepared = {
  readonly run: <Result>(
    use: <Params, Tools>(workflow: Workflow<Params, Tools>, params: Params, tools: Tools) => Promise<Result>,
  ) => Promise<Result>
}

type Kind = {
  readonly steps: (params: unknown) => { name: string; title: string }[]
  readonly prepare: (params: unknown, equipment: Equipment) => Promise<Prepared>
  /** The object that the job is about learns of a failure too. */
  readonly failed?: (db: Db, params: unknown, error: JournalError) => Promise<void>
}

export const kinds: Record<JobKind, Kind> = {
  replicate: {
    steps: (params) => itinerary(replicate, ReplicateParams.parse(params)).map(({ name, title }) => ({ name, title })),
    async prepare(given, equipment) {
      const params = ReplicateParams.parse(given)
      const tools = await replicateTools(params, equipment)
      return { run: (use) => use(replicate, params, tools) }
    },
  },
  sync_inventory: {
    steps: (params) =>
      itinerary(syncInventory, SyncInventoryParams.parse(params)).map(({ name, title }) => ({ name, title })),
    async prepare(given, equipment) {
      const params = SyncInventoryParams.parse(given)
      const vcenter = await equipment.sites.vcenter(params.vcenterId)
      const tools: SyncInventoryTools = {
        ...equipment,
        vcenter,
        store: dbInventory(equipment.db),
        compareShells: () => compareShells(params.vcenterId, { ...equipment, vcenter, now: () => new Date() }),
        now: () => Math.round(performance.now()),
      }
      return { run: (use) => use(syncInventory, params, tools) }
    },
    async failed(db, given, error) {
      const { vcenterId } = SyncInventoryParams.parse(given)
      const status = error.code === 'unreachable' ? 'unreachable' : 'refused'
      await updateVcenter(db, vcenterId, { status, lastSyncError: error.message })
    },
  },
  repair_replica: {
    steps: (params) => itinerary(repair, RepairParams.parse(params)).map(({ name, title }) => ({ name, title })),
    async prepare(given, equipment) {
      const params = RepairParams.parse(given)
      const tools: RepairTools = {
        ...(await replicateTools(params.replicate, equipment)),
        kept: dbKeptLedger(equipment.db),
      }
      return { run: (use) => use(repair, params, tools) }
    },
  },
  release_leftovers: {
    steps: (params) =>
      itinerary(releaseLeftovers, ReleaseParams.parse(params)).map(({ name, title }) => ({ name, title })),
    async prepare(given, equipment) {
      const { db, sites } = equipment
      const params = ReleaseParams.parse(given)
      const tools: ReleaseTools = {
        ...equipment,
        appliance: (id) => sites.appliance(id),
        vcenter: (id) => sites.vcenter(id),
        whileNoJobBegins: (place, work) => whileNoJobBegins(db, place, work),
        owners: () => readOwners(db),
        timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
        judgeAlerts: () => judgeLeftovers({ db, sites }, () => new Date(), equipment.signal),
      }
      return { run: (use) => use(releaseLeftovers, params, tools) }
    },
  },
  move_to_protection_datastore: {
    steps: (params) => itinerary(moveVm, MoveVmParams.parse(params)).map(({ name, title }) => ({ name, title })),
    async prepare(given, equipment) {
      const params = MoveVmParams.parse(given)
      const tools: MoveVmTools = {
        ...equipment,
        vcenter: await equipment.sites.vcenter(params.vcenterId),
        store: dbMoveStore(equipment.db, params),
        timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
      }
      return { run: (use) => use(moveVm, params, tools) }
    },
  },
  create_dr_shell: {
    steps: (params) =>
      itinerary(createShell, CreateShellParams.parse(params)).map(({ name, title }) => ({ name, title })),
    async prepare(given, equipment) {
      const params = CreateShellParams.parse(given)
      const tools = await createShellTools(params, equipment)
      return { run: (use) => use(createShell, params, tools) }
    },
    failed: (db, given, error) => shellFailed(db, CreateShellParams.parse(given), error),
  },
  remove_dr_shell: {
    steps: (params) =>
      itinerary(removeShell, RemoveShellParams.parse(params)).map(({ name, title }) => ({ name, title })),
    async prepare(given, equipment) {
      const params = RemoveShellParams.parse(given)
      const tools = await removeShellTools(params, equipment)
      return { run: (use) => use(removeShell, params, tools) }
    },
  },
}

async function vcenterOf({ quiesce }: ReplicateParams, sites: Sites): Promise<VsphereDriver> {
  if (!quiesce) throw new TypeError('A crash-consistent run has no use for a vCenter')
  return sites.vcenter(quiesce.vcenterId)
}

async function replicateTools(params: ReplicateParams, equipment: Equipment): Promise<ReplicateTools> {
  const [source, target] = await Promise.all([
    equipment.sites.appliance(params.sourceId),
    equipment.sites.appliance(params.targetId),
  ])
  return {
    ...equipment,
    source: new RememberingZfsDriver(source),
    target: new RememberingZfsDriver(target),
    points: dbLedger(equipment.db),
    stallSeconds: STALL_SECONDS,
    allowedBytesPerSecond: () => allowedRate(equipment.db, params, new Date()),
    vcenter: () => vcenterOf(params, equipment.sites),
    now: () => new Date(),
    nextSequence: () => takeSequence(equipment.db, params.groupId),
    timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
  }
}

export function dbLedger(db: Db, now: () => Date = () => new Date()): RecoveryPointLedger {
  return {
    record: async ({ groupId, snapshot, ...point }) => {
      const isNew = await recordRecoveryPoint(db, {
        ...point,
        vmConsistency: point.vmConsistency && [...point.vmConsistency],
        protectionGroupId: groupId,
        snapshotName: snapshot,
        verifiedAt: now(),
        currentUntil: point.takenAt,
      })
      if (isNew && point.vmConsistency === null) await describeByItsRun(db, point.id, groupId, snapshot)
    },
    onRecord: (groupId, targetId, dataset) => listIdsOnRecord(db, groupId, targetId, dataset),
    count: (groupId, targetId) => countRecoveryPoints(db, groupId, targetId),
    confirm: (id, currentUntil) => confirmRecoveryPoint(db, id, currentUntil),
    pins: (groupId, targetId) => listPins(db, groupId, targetId),
    reconcile: (groupId, targetId, present) => markPruned(db, groupId, targetId, present),
  }
}

export function dbKeptLedger(db: Db): KeptLedger {
  return {
    setAside: (targetId, dataset, guids) =>
      setRecoveryPointsAside(
        db,
        dataset,
        guids.map((guid) => recoveryPointId(targetId, guid)),
      ),
  }
}

export function dbInventory(db: Db): InventoryStore {
  return {
    recordAbout: (vcenterId, about) => inventory.recordAbout(db, vcenterId, about),
    replaceObjects: (vcenterId, objects) => inventory.replaceObjects(db, vcenterId, objects),
    settle: (vcenterId) => inventory.settleInventory(db, vcenterId),
    atomically: (work) =>
      liveTransaction(db, (tx) =>
        work({
          known: (vcenterId) => inventory.listKnownVms(tx, vcenterId),
          insert: (vcenterId, vms) => inventory.insertVms(tx, vcenterId, vms),
          update: (vms) => inventory.updateVms(tx, vms),
          markGone: (ids) => inventory.markVmsGone(tx, ids),
          markSeen: (vcenterId) => inventory.markVmsSeen(tx, vcenterId),
        }),
      ),
  }
}
