import { ZerfauxError } from '../../../domain/errors.ts'
import { knownType } from '../soap/decode-plan.ts'
import { faultFailure } from '../soap/soap-fault.ts'
import type { Call, SoapSession } from '../soap/soap-session.ts'
import { managedTypes } from '../schema/vim-objects.ts'
import type { ManagedObject, ManagedType, Read, Reference } from '../schema/wire-types.ts'

/** Time for telling the vCenter that we are done; the caller who left early is not kept waiting longer. */
const TIDY_MS = 800

export type Path<Type extends ManagedType> = {
  [Each in Type]: keyof (typeof managedTypes)[Each] & string
}[Type]

type Reading<Type extends ManagedType> = Call & {
  readonly types: readonly Type[]
  readonly pageSize: number
  /** Only these properties of each. */
  readonly paths?: readonly Path<Type>[]
}

/** Long, and of interest for few: read only when named. */
const onlyWhenNamed: ReadonlySet<string> = new Set([
  'VirtualMachine.layoutEx',
  'VirtualMachine.config.annotation',
  'VirtualMachine.config.extraConfig',
  'VirtualMachine.network',
  'VirtualMachine.runtime.consolidationNeeded',
  'VirtualMachine.runtime.question',
  'VirtualMachine.guestHeartbeatStatus',
  'HostSystem.configManager.datastoreSystem',
  'HostSystem.datastore',
  'Datastore.browser',
  'DistributedVirtualPortgroup.config.distributedVirtualSwitch',
])

/**
 * All objects of these types below the root folder, in handfuls of at most a page, as they arrive.
 * The view and an unfinished retrieval are given back whichever way the reading ends.
 */
export async function* readInventory<Type extends ManagedType>(
  session: SoapSession,
  { types, pageSize, paths, ...call }: Reading<Type>,
): AsyncGenerator<readonly ManagedObject<Type>[]> {
  const { viewManager, rootFolder, propertyCollector } = session.content
  const viewed = { _this: viewManager, container: rootFolder, type: types, recursive: true }
  const view = await session.call('CreateContainerView', viewed, call)
  if (!view) throw new ZerfauxError('remote_rejected', `Could not ${call.doing}: the vCenter made no view`)

  const specSet = [
    {
      propSet: types.map((type) => wantedProperties(type, paths)),
      objectSet: [throughView(view), { obj: rootFolder, skip: !types.some(isFolder) }],
    },
  ]
  let token: string | undefined
  try {
    let page = session.pieces(
      'RetrievePropertiesEx',
      { _this: propertyCollector, specSet, options: { maxObjects: pageSize } },
      call,
    )
    for (;;) {
      for await (const piece of page) {
        token = 'answer' in piece ? piece.answer?.token : piece.token
        if ('objects' in piece) yield understood(session, piece.objects, types, call)
      }
      if (token === undefined) return
      page = session.pieces('ContinueRetrievePropertiesEx', { _this: propertyCollector, token }, call)
    }
  } finally {
    await tidyUp(session, view, token)
  }
}

/** The properties of one object; null when the vCenter does not know it (any more). */
export async function readObject<Type extends ManagedType>(
  session: SoapSession,
  type: Type,
  moref: string,
  call: Call & { readonly paths?: readonly Path<Type>[]; readonly wireType?: string },
): Promise<ManagedObject<Type> | null> {
  const obj: Reference = { type: call.wireType ?? type, value: moref }
  const specSet = [{ propSet: [wantedProperties(type, call.paths)], objectSet: [{ obj }] }]
  const retrieve = { _this: session.content.propertyCollector, specSet, options: {} }
  try {
    for await (const piece of session.pieces('RetrievePropertiesEx', retrieve, call)) {
      const [object] = 'objects' in piece ? understood(session, piece.objects, [type], call) : []
      if (object) return object
    }
    return null
  } catch (error) {
    if (error instanceof ZerfauxError && error.code === 'not_found') return null
    throw error
  }
}

/** One object and those that it refers to: `neighbours` names for each reference what to read of what it leads to. */
export async function readWithNeighbours<Type extends ManagedType, Neighbour extends ManagedType>(
  session: SoapSession,
  obj: Reference & { readonly type: Type },
  neighbours: Readonly<Partial<Record<Path<Type>, readonly Neighbour[]>>>,
  call: Call & { readonly paths: readonly Path<Type>[] },
): Promise<readonly ManagedObject<Type | Neighbour>[]> {
  const references = Object.keys(neighbours)
  const types: readonly Neighbour[] = Object.values<readonly Neighbour[] | undefined>(neighbours).flatMap(
    (each) => each ?? [],
  )
  const selectSet = references.map((path) => ({ $type: 'TraversalSpec', type: obj.type, path, skip: false }) as const)
  const propSet = [wantedProperties(obj.type, call.paths), ...types.map((type) => wantedProperties(type))]
  const specSet = [{ propSet, objectSet: [{ obj, selectSet }] }]
  const retrieve = { _this: session.content.propertyCollector, specSet, options: {} }
  const found: ManagedObject<Type | Neighbour>[] = []
  try {
    for await (const piece of session.pieces('RetrievePropertiesEx', retrieve, call))
      if ('objects' in piece) found.push(...understood(session, piece.objects, [obj.type, ...types], call))
    return found
  } catch (error) {
    if (error instanceof ZerfauxError && error.code === 'not_found') return []
    throw error
  }
}

function understood<Type extends ManagedType>(
  session: SoapSession,
  contents: readonly Read<'ObjectContent'>[],
  types: readonly Type[],
  call: Call,
): readonly ManagedObject<Type>[] {
  return contents.flatMap((content) => {
    refuseMissing(session, content, call)
    return asManagedObject(content, types) ?? []
  })
}

/**
 * Properties may be absent because there is nothing to tell; not because we may not see them, and a
 * vCenter also says here, object by object, that the session ended while it was reading.
 */
function refuseMissing(session: SoapSession, { missingSet = [] }: Read<'ObjectContent'>, { doing }: Call): void {
  for (const { fault } of missingSet) {
    const type = fault?.fault?.$type
    if (type !== 'NoPermission' && type !== 'NotAuthenticated') continue
    throw faultFailure(session.channel.address, doing, fault?.fault ?? {}, null)
  }
}

/** `propertyPlan` gave each property the shape that the schema spells for it, and dropped all others. */
function asManagedObject<Type extends ManagedType>(
  content: Read<'ObjectContent'>,
  types: readonly Type[],
): ManagedObject<Type> | null {
  const wireType = content.obj?.type ?? ''
  const type = knownType(wireType)
  const properties: Record<string, unknown> = {}
  if (!type || !content.obj?.value || !types.some((wanted) => wanted === type)) return null
  for (const { name, val } of content.propSet ?? []) if (name !== undefined) properties[name] = val
  return { type, wireType, moref: content.obj.value, properties } as unknown as ManagedObject<Type>
}

function wantedProperties(type: ManagedType, paths?: readonly string[]) {
  const usual = () => Object.keys(managedTypes[type]).filter((path) => !onlyWhenNamed.has(`${type}.${path}`))
  return { type, all: false, pathSet: paths ?? usual() }
}

function throughView(view: Reference) {
  const members = { $type: 'TraversalSpec', name: 'members', type: 'ContainerView', path: 'view', skip: false } as const
  return { obj: view, skip: true, selectSet: [members] }
}

function isFolder(type: ManagedType): boolean {
  return type === 'Folder'
}

/** Failures are of no interest: views and tokens die with their session anyway. */
async function tidyUp(session: SoapSession, view: Reference, token: string | undefined): Promise<void> {
  const call: Call = { doing: 'end the reading', signal: AbortSignal.timeout(TIDY_MS) }
  const { propertyCollector } = session.content
  await Promise.allSettled([
    session.call('DestroyView', { _this: view }, call),
    token === undefined ? null : session.call('CancelRetrievePropertiesEx', { _this: propertyCollector, token }, call),
  ])
}
