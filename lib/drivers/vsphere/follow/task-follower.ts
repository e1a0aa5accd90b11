import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef, TaskState } from '../../../domain/inventory.ts'
import { hasEnded, taskState, type TaskProperties } from '../inventory/task-state.ts'
import { isSessionEnd, type SessionKeeper } from '../soap/session-keeper.ts'
import { PropertyWatch, type Change } from './property-watch.ts'

const PATHS = ['info.state', 'info.progress', 'info.descriptionId', 'info.error', 'info.result'] as const
const DOING = 'follow tasks'
/** The question stays open so long after the last task: the next one often comes at once. */
const LINGER_MS = 2_000
/** Who is done is taken out together with others. */
const TAKE_OUT_MS = 1_000
/** Opened anew so often in a row without hearing anything. */
const ATTEMPTS = 3

export type Follower = {
  readonly tell: (state: TaskState) => void
  readonly fail: (error: unknown) => void
  readonly signal: AbortSignal
}
type Followed = { readonly followers: Set<Follower>; properties: TaskProperties; isWatched: boolean }
type Life = { readonly watch: PropertyWatch<'Task'>; readonly lost: (error: unknown) => void; isSyncing: boolean }

/**
 * Follows any number of tasks with one question that stays open, through re-login. Where a vCenter does
 * not let itself be asked like that, `ask` is there to ask task by task.
 */
export class TaskFollower {
  readonly #sessions: SessionKeeper
  readonly #ask: (task: MoRef, follower: Follower) => void
  /** Also those that nobody follows any more, until they are taken out of the question. */
  readonly #tasks = new Map<MoRef, Followed>()
  #life: Life | null = null
  #running: AbortController | null = null
  #timer: NodeJS.Timeout | undefined
  #silent = 0

  constructor(sessions: SessionKeeper, ask: (task: MoRef, follower: Follower) => void) {
    this.#sessions = sessions
    this.#ask = ask
  }

  async follow(task: MoRef, signal: AbortSignal, onProgress: (state: TaskState) => void): Promise<TaskState> {
    signal.throwIfAborted()
    const end = Promise.withResolvers<TaskState>()
    const tell = (state: TaskState) => {
      onProgress(state)
      if (hasEnded(state)) end.resolve(state)
    }
    const follower: Follower = { tell, fail: end.reject, signal }
    const giveUp = () => end.reject(signal.reason)
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      this.#join(task, follower)
      return await end.promise
    } finally {
      signal.removeEventListener('abort', giveUp)
      this.#leave(task, follower)
    }
  }

  /** Ends the open question; who still follows fails as with any closed connection. */
  close(): void {
    clearTimeout(this.#timer)
    const closed = new ZerfauxError('unreachable', 'The connection to the vCenter was closed here meanwhile')
    this.#failAll(closed)
    this.#running?.abort(closed)
  }

  #join(task: MoRef, follower: Follower): void {
    const known = this.#tasks.get(task)
    const followed = known ?? { followers: new Set(), properties: {}, isWatched: false }
    followed.followers.add(follower)
    this.#tasks.set(task, followed)
    if (isHeardOf(followed)) follower.tell(taskState(followed.properties))
    if (!this.#running) void this.#run()
    else if (!followed.isWatched) setImmediate(() => void this.#sync())
  }

  #leave(task: MoRef, follower: Follower): void {
    this.#tasks.get(task)?.followers.delete(follower)
    clearTimeout(this.#timer)
    const isAlone = ![...this.#tasks.values()].some(isFollowed)
    this.#timer = setTimeout(
      () => (isAlone ? this.#running?.abort() : void this.#sync()),
      isAlone ? LINGER_MS : TAKE_OUT_MS,
    ).unref()
  }

  async #run(): Promise<void> {
    const running = new AbortController()
    this.#running = running
    this.#silent = 0
    while (!running.signal.aborted) {
      try {
        await this.#live(running.signal)
      } catch (error) {
        if (running.signal.aborted) break
        if (mayPass(error) && ++this.#silent < ATTEMPTS) continue
        if (mayPass(error) && !isSessionEnd(error)) this.#askForAll()
        else this.#failAll(error)
        break
      }
    }
    this.#running = null
    // Who joined while this ended waits for another.
    for (const [task, followed] of this.#tasks) if (!isFollowed(followed)) this.#tasks.delete(task)
    if (this.#tasks.size > 0) void this.#run()
  }

  /** From the opening of a question to its end, which is always a failure. */
  async #live(running: AbortSignal): Promise<never> {
    const session = await this.#sessions.current(running)
    const lost = new AbortController()
    const signal = AbortSignal.any([running, lost.signal])
    let watch: PropertyWatch<'Task'> | null = null
    try {
      watch = await PropertyWatch.open(session, 'Task', PATHS, { doing: DOING, signal })
      this.#life = { watch, lost: (error) => lost.abort(error), isSyncing: false }
      await this.#sync()
      for (;;) {
        const changes = await watch.next(signal)
        for (const change of changes) this.#apply(change)
        if (changes.length === 0) this.#askForSilent()
        this.#silent = 0
      }
    } catch (error) {
      if (isSessionEnd(error)) this.#sessions.forget(session)
      else void watch?.close()
      throw error
    } finally {
      this.#life = null
      for (const followed of this.#tasks.values()) followed.isWatched = false
    }
  }

  /** Takes in who joined and out whom nobody follows, all in one call. */
  async #sync(): Promise<void> {
    const life = this.#life
    if (!life || life.isSyncing) return
    life.isSyncing = true
    try {
      for (;;) {
        const joined = [...this.#tasks].filter(([, followed]) => !followed.isWatched && isFollowed(followed))
        const left = [...this.#tasks].filter(([, followed]) => !isFollowed(followed))
        if (joined.length === 0 && left.length === 0) return
        for (const [, followed] of joined) followed.isWatched = true
        for (const [task] of left) this.#tasks.delete(task)
        const out = left.filter(([, { isWatched }]) => isWatched)
        const unknown = await life.watch.modify(morefs(joined), morefs(out), AbortSignal.timeout(60_000))
        for (const task of unknown) this.#failUnknown(task)
      }
    } catch (error) {
      life.lost(error)
    } finally {
      life.isSyncing = false
    }
  }

  #apply({ moref, gone, properties }: Change<'Task'>): void {
    const followed = this.#tasks.get(moref)
    if (!followed) return
    if (gone) return this.#failUnknown(moref)
    followed.properties = { ...followed.properties, ...properties }
    for (const { tell } of followed.followers) tell(taskState(followed.properties))
  }

  #failUnknown(task: MoRef): void {
    const unknown = new ZerfauxError('not_found', `The vCenter knows no task ${task}`)
    for (const { fail } of this.#tasks.get(task)?.followers ?? []) fail(unknown)
    this.#tasks.delete(task)
  }

  #failAll(error: unknown): void {
    const all = [...this.#tasks.values()]
    this.#tasks.clear()
    for (const { followers } of all) for (const { fail } of followers) fail(error)
  }

  #askForAll(): void {
    const all = [...this.#tasks]
    this.#tasks.clear()
    for (const [task, { followers }] of all) for (const follower of followers) this.#ask(task, follower)
  }

  /** A task that joined while another was taken out may have been overlooked. */
  #askForSilent(): void {
    for (const [task, followed] of this.#tasks) {
      if (!followed.isWatched || isHeardOf(followed)) continue
      for (const follower of followed.followers) this.#ask(task, follower)
    }
  }
}

function isFollowed({ followers }: Followed): boolean {
  return followers.size > 0
}

function isHeardOf({ properties }: Followed): boolean {
  return properties['info.state'] !== undefined
}

function morefs(tasks: readonly (readonly [MoRef, Followed])[]): MoRef[] {
  return tasks.map(([task]) => task)
}

/** The question was lost, or is not one for this vCenter. What else fails would fail for every call. */
function mayPass(error: unknown): boolean {
  return (
    isSessionEnd(error) ||
    (error instanceof ZerfauxError && (error.code === 'remote_rejected' || error.code === 'not_found'))
  )
}
