import { ZerfauxError } from '../../domain/errors.ts'
import type { MoRef, TaskState, VcenterAbout, VcenterObject, VmRecord } from '../../domain/inventory.ts'
import type { OurVmSnapshot, VmReadiness } from '../../domain/vm-snapshot.ts'
import { NOTHING_TO_DO, nothingToDo } from './changes/looks.ts'
import { SoapChanges } from './changes/soap-changes.ts'
import { systemClock, type Clock } from './clock.ts'
import { DEFAULT_PAGE_SIZE } from './default-page-size.ts'
import { askAfter } from './follow/ask-task.ts'
import { TaskFollower } from './follow/task-follower.ts'
import { InventoryMap, placeTypes, type Place } from './inventory/inventory-map.ts'
import { readInventory, readObject } from './inventory/read-managed-objects.ts'
import { vcenterAbout } from './inventory/vcenter-about.ts'
import { vcenterObjects } from './inventory/vcenter-objects.ts'
import { vmRecord } from './inventory/vm-record.ts'
import { taskState } from './inventory/task-state.ts'
import { trustConnector } from './soap/pinned-connector.ts'
import { isSessionEnd, SessionKeeper } from './soap/session-keeper.ts'
import { readServiceContent, type SoapSession } from './soap/soap-session.ts'
import type { VcenterAddress, VcenterTrust } from './soap/vcenter-address.ts'
import { SoapSnapshots } from './snapshots/soap-snapshots.ts'
import type { NewSnapshot, VsphereDriver } from './vsphere-driver.ts'

const PLACES_PAGE = 1_000

export type SoapVsphereOptions = VcenterAddress & {
  readonly username: string
  readonly password: string
  readonly trust: VcenterTrust
  readonly clock?: Clock
}

/** A real vCenter, over its SOAP API. One session, one pinned certificate, a few kept connections. */
export class SoapVsphereDriver extends SoapChanges implements VsphereDriver {
  readonly kind = 'vsphere'
  readonly #sessions: SessionKeeper
  readonly #tasks: TaskFollower
  readonly #snapshots: SoapSnapshots

  constructor({ host, port, username, password, trust, clock = systemClock }: SoapVsphereOptions) {
    const address = { host, port }
    const sessions = new SessionKeeper(address, trustConnector(address, trust), { username, password })
    const read = (task: MoRef, signal: AbortSignal) => readTask(sessions, task, signal)
    const tasks = new TaskFollower(sessions, (task, follower) => void askAfter(task, follower, read, clock))
    const follow = (task: MoRef, signal: AbortSignal) => tasks.follow(task, signal, () => {})
    super(sessions, follow)
    this.#sessions = sessions
    this.#tasks = tasks
    this.#snapshots = new SoapSnapshots(sessions, follow)
  }

  async about(): Promise<VcenterAbout> {
    const { signal } = new AbortController()
    const content = await this.#sessions.run(signal, ({ channel }) => readServiceContent(channel, signal))
    return vcenterAbout(content.about)
  }

  async *virtualMachines(options: {
    readonly signal: AbortSignal
    readonly pageSize?: number
  }): AsyncGenerator<readonly VmRecord[]> {
    const { signal, pageSize = DEFAULT_PAGE_SIZE } = options
    // A view dies with its session, so after one has ended the reading starts over and skips what was given.
    const given = new Set<string>()
    for (let givenBefore = -1; ;) {
      const session = await this.#sessions.current(signal)
      try {
        yield* this.#vmPages(session, { signal, pageSize, given })
        return
      } catch (error) {
        if (!isSessionEnd(error) || given.size === givenBefore) throw error
        givenBefore = given.size
        this.#sessions.forget(session)
      }
    }
  }

  async objects({ signal }: { readonly signal: AbortSignal }): Promise<readonly VcenterObject[]> {
    return this.#sessions.run(signal, async (session) => vcenterObjects(await readPlaces(session, signal)))
  }

  async task(moref: MoRef): Promise<TaskState | null> {
    if (moref === NOTHING_TO_DO) return nothingToDo
    return readTask(this.#sessions, moref, new AbortController().signal)
  }

  async followTask(
    moref: MoRef,
    { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (state: TaskState) => void },
  ): Promise<TaskState> {
    if (moref !== NOTHING_TO_DO) return this.#tasks.follow(moref, signal, onProgress)
    onProgress(nothingToDo)
    return nothingToDo
  }

  async cancelTask(moref: MoRef, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    const call = { doing: `cancel task ${moref}`, signal }
    const _this = { type: 'Task', value: moref }
    try {
      await this.#sessions.run(signal, (session) => session.call('CancelTask', { _this }, call))
    } catch (error) {
      if (!isRefusal(error)) throw error
    }
  }

  vmReadiness(vm: MoRef, { signal }: { readonly signal: AbortSignal }): Promise<VmReadiness | null> {
    return this.#snapshots.readiness(vm, signal)
  }

  createSnapshot(vm: MoRef, snapshot: NewSnapshot, { signal }: { readonly signal: AbortSignal }): Promise<MoRef> {
    return this.#snapshots.create(vm, snapshot, signal)
  }

  removeSnapshotsNamed(vm: MoRef, exactName: string, { signal }: { readonly signal: AbortSignal }): Promise<number> {
    return this.#snapshots.removeNamed(vm, exactName, signal)
  }

  ourSnapshots({ signal }: { readonly signal: AbortSignal }): Promise<readonly OurVmSnapshot[]> {
    return this.#snapshots.ours(signal)
  }

  async close(): Promise<void> {
    this.#tasks.close()
    await this.#sessions.close()
  }

  async *#vmPages(
    session: SoapSession,
    {
      signal,
      pageSize,
      given,
    }: { readonly signal: AbortSignal; readonly pageSize: number; readonly given: Set<string> },
  ): AsyncGenerator<readonly VmRecord[]> {
    const map = await readPlaces(session, signal)
    let page: VmRecord[] = []
    const vms = readInventory(session, { types: ['VirtualMachine'], pageSize, doing: 'read the VMs', signal })
    for await (const handful of vms) {
      for (const vm of handful) {
        if (given.has(vm.moref)) continue
        page.push(vmRecord(vm, map))
        if (page.length < pageSize) continue
        yield* handOut(page, given, signal)
        page = []
      }
    }
    if (page.length > 0) yield* handOut(page, given, signal)
  }
}

async function readTask(sessions: SessionKeeper, moref: MoRef, signal: AbortSignal): Promise<TaskState | null> {
  const call = { doing: `read task ${moref}`, signal }
  const task = await sessions.run(signal, (session) => readObject(session, 'Task', moref, call))
  return task && taskState(task.properties)
}

/** Too late, or not of the kind that can be cancelled. */
function isRefusal(error: unknown): boolean {
  return error instanceof ZerfauxError && (error.code === 'remote_rejected' || error.code === 'not_found')
}

function* handOut(page: readonly VmRecord[], given: Set<string>, signal: AbortSignal): Generator<readonly VmRecord[]> {
  for (const { moref } of page) given.add(moref)
  yield page
  signal.throwIfAborted()
}

async function readPlaces(session: SoapSession, signal: AbortSignal): Promise<InventoryMap> {
  const places: Place[] = []
  const reading = { types: placeTypes, pageSize: PLACES_PAGE, doing: 'read the inventory', signal }
  for await (const handful of readInventory(session, reading)) places.push(...handful)
  return new InventoryMap(places)
}
