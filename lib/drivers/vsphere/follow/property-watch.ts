import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import { toMoRef } from '../inventory/to-moref.ts'
import type { Path } from '../inventory/read-managed-objects.ts'
import type { ManagedObject, ManagedType, Read, Reference } from '../schema/wire-types.ts'
import { faultFailure } from '../soap/soap-fault.ts'
import type { Call, SoapSession } from '../soap/soap-session.ts'

/** A question stays open so long where nothing happens; shorter than any proxy's patience. */
const OPEN_SECONDS = 30
const TIDY_MS = 800

export type Change<Type extends ManagedType> = {
  readonly moref: MoRef
  /** The vCenter does not know it any more. */
  readonly gone: boolean
  /** What is different; undefined: it has no value now. */
  readonly properties: ManagedObject<Type>['properties']
}

/**
 * Some properties of any number of objects of one type, followed with one question that stays open.
 * A collector of its own, so that nobody else's questions mix with it. Ends with its session.
 */
export class PropertyWatch<Type extends ManagedType> {
  readonly session: SoapSession
  readonly #type: Type
  readonly #collector: Reference
  readonly #view: Reference
  readonly #doing: string
  #version = ''

  private constructor(session: SoapSession, type: Type, collector: Reference, view: Reference, doing: string) {
    this.session = session
    this.#type = type
    this.#collector = collector
    this.#view = view
    this.#doing = doing
  }

  static async open<Type extends ManagedType>(
    session: SoapSession,
    type: Type,
    paths: readonly Path<Type>[],
    call: Call,
  ): Promise<PropertyWatch<Type>> {
    const { propertyCollector, viewManager } = session.content
    const collector = await session.call('CreatePropertyCollector', { _this: propertyCollector }, call)
    const view = await session.call('CreateListView', { _this: viewManager, obj: [] }, call)
    if (!collector || !view) {
      throw new ZerfauxError('remote_rejected', `Could not ${call.doing}: the vCenter made no collector or no view`)
    }
    const members = { $type: 'TraversalSpec', name: 'members', type: 'ListView', path: 'view', skip: false } as const
    const spec = {
      propSet: [{ type, all: false, pathSet: paths }],
      objectSet: [{ obj: view, skip: true, selectSet: [members] }],
    }
    await session.call('CreateFilter', { _this: collector, spec, partialUpdates: false }, call)
    return new PropertyWatch(session, type, collector, view, call.doing)
  }

  /** @returns those of `add` that the vCenter does not know */
  async modify(add: readonly MoRef[], remove: readonly MoRef[], signal: AbortSignal): Promise<readonly MoRef[]> {
    const references = (morefs: readonly MoRef[]) => morefs.map((value) => ({ type: this.#type, value }))
    const parameters = { _this: this.#view, add: references(add), remove: references(remove) }
    const unknown = await this.session.call('ModifyListView', parameters, { doing: this.#doing, signal })
    return (unknown ?? []).map(({ value }) => toMoRef(value))
  }

  /** Waits until something is different; empty when nothing was for a while. */
  async next(signal: AbortSignal): Promise<readonly Change<Type>[]> {
    const changes: Change<Type>[] = []
    for (let isWhole = false; !isWhole;) {
      const options = { maxWaitSeconds: OPEN_SECONDS }
      const parameters = { _this: this.#collector, version: this.#version, options }
      const set = await this.session.call('WaitForUpdatesEx', parameters, { doing: this.#doing, signal })
      this.#version = set?.version ?? this.#version
      const updates = (set?.filterSet ?? []).flatMap(({ objectSet = [] }) => objectSet)
      for (const update of updates) changes.push(...this.#read(update))
      isWhole = set?.truncated !== true
    }
    return changes
  }

  /** Nobody is kept waiting, and failures are of no interest: all of it ends with the session anyway. */
  async close(): Promise<void> {
    const call: Call = { doing: 'end the watching', signal: AbortSignal.timeout(TIDY_MS) }
    await Promise.allSettled([
      this.session.call('DestroyPropertyCollector', { _this: this.#collector }, call),
      this.session.call('DestroyView', { _this: this.#view }, call),
    ])
  }

  #read({ kind, obj, changeSet = [], missingSet = [] }: Read<'ObjectUpdate'>): Change<Type>[] {
    for (const { fault } of missingSet) {
      const type = fault?.fault?.$type
      if (type === 'NoPermission' || type === 'NotAuthenticated')
        throw faultFailure(this.session.channel.address, this.#doing, fault?.fault ?? {}, null)
    }
    if (!obj || obj.type !== this.#type) return []
    const properties = Object.fromEntries(changeSet.map(({ name = '', val }) => [name, val]))
    return [{ moref: toMoRef(obj.value), gone: kind === 'leave', properties: asProperties<Type>(properties) }]
  }
}

/** `propertyPlan` gave each the shape that the schema spells for it, and dropped all others. */
function asProperties<Type extends ManagedType>(properties: object): ManagedObject<Type>['properties'] {
  return properties as ManagedObject<Type>['properties']
}
