import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import { displayName, wireName } from '../inventory/display-name.ts'
import { toMoRef } from '../inventory/to-moref.ts'
import type { Reference } from '../schema/wire-types.ts'
import type { SessionCalls } from '../soap/session-calls.ts'
import type { Call } from '../soap/soap-session.ts'
import type { NasDatastore } from '../vsphere-changes.ts'

const inTheWay: ReadonlySet<string> = new Set(['DuplicateName', 'AlreadyExists'])

export async function mount(calls: SessionCalls, host: MoRef, nas: NasDatastore, call: Call): Promise<MoRef> {
  const _this = await datastoreSystem(calls, host, call)
  const { remoteHost, remotePath } = nas
  const spec = { remoteHost, remotePath, localPath: wireName(nas.name), accessMode: 'readWrite' }
  try {
    const made = await calls.call('CreateNasDatastore', { _this, spec }, call)
    if (!made)
      throw new ZerfauxError('remote_rejected', `Could not ${call.doing}: the vCenter did not say what it made`)
    const datastore = toMoRef(made.value)
    await refuseRenamed(calls, { _this, datastore, nas }, call)
    return datastore
  } catch (error) {
    if (!(error instanceof ZerfauxError) || !inTheWay.has(error.facts['fault'] ?? '')) throw error
    const there = await mounted(calls, host, nas, call)
    if (there) return there
    throw takenBy(call.doing, error)
  }
}

/** Elsewhere in the vCenter the name may mean another export; then the new one has a number, and is given back. */
async function refuseRenamed(
  calls: SessionCalls,
  { _this, datastore, nas }: { readonly _this: Reference; readonly datastore: MoRef; readonly nas: NasDatastore },
  call: Call,
): Promise<void> {
  const { name = '' } = await calls.mustRead('Datastore', datastore, { ...call, paths: ['name'] })
  if (displayName(name) === nas.name) return
  await calls.call('RemoveDatastore', { _this, datastore: { type: 'Datastore', value: datastore } }, call)
  throw takenBy(call.doing, null)
}

async function mounted(calls: SessionCalls, host: MoRef, nas: NasDatastore, call: Call): Promise<MoRef | null> {
  const { datastore = [] } = await calls.mustRead('HostSystem', host, { ...call, paths: ['datastore'] })
  for (const { value } of datastore) {
    const found = await calls.read('Datastore', value, { ...call, paths: ['name', 'info'] })
    const { name = '', info } = found?.properties ?? {}
    const isSame = info?.nas?.remoteHost === nas.remoteHost && info.nas.remotePath === nas.remotePath
    if (isSame && displayName(name) === nas.name) return toMoRef(value)
  }
  return null
}

export async function unmount(calls: SessionCalls, host: MoRef, datastore: MoRef, call: Call): Promise<void> {
  const _this = await datastoreSystem(calls, host, call)
  try {
    await calls.call('RemoveDatastore', { _this, datastore: { type: 'Datastore', value: datastore } }, call)
  } catch (error) {
    if (!(error instanceof ZerfauxError)) throw error
    const fault = error.facts['fault']
    if (error.code === 'not_found' || fault === 'NotFound') return
    if (fault !== 'ResourceInUse') throw error
    throw new ZerfauxError('busy', `Could not ${call.doing}: it is in use on host ${host}`, {
      hint: 'Take the VMs that lie on it out of the inventory first.',
      facts: { fault },
      cause: error,
    })
  }
}

async function datastoreSystem(calls: SessionCalls, host: MoRef, call: Call): Promise<Reference> {
  const paths = ['configManager.datastoreSystem'] as const
  const { 'configManager.datastoreSystem': system } = await calls.mustRead('HostSystem', host, { ...call, paths })
  if (system) return system
  throw new ZerfauxError('remote_rejected', `Could not ${call.doing}: host ${host} cannot be asked now`, {
    hint: 'Check that the host is connected to its vCenter.',
  })
}

function takenBy(doing: string, cause: unknown): ZerfauxError {
  return new ZerfauxError(
    'conflict',
    `Could not ${doing}: the name or the export is mounted there already, but not together`,
    { hint: 'Unmount the one that is there, or choose another name.', facts: { fault: 'AlreadyExists' }, cause },
  )
}
