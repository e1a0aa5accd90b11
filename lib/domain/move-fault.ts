import { ZerfauxError, type ErrorCode } from './errors.ts'

type Explained = { readonly code: ErrorCode; readonly hint: string }

/** Faults of a relocation that say what to do. Any other is shown as the vCenter words it. */
const faults: Readonly<Record<string, Explained>> = {
  FileLocked: {
    code: 'precondition_failed',
    hint: 'A host or a backup holds one of its files. End that backup or clone in the vSphere client, then retry.',
  },
  InsufficientResourcesFault: {
    code: 'precondition_failed',
    hint: 'The host has no room for the move now. Wait for other moves, or free CPU and memory there, then retry.',
  },
  InsufficientStorageSpace: { code: 'precondition_failed', hint: 'Make room on the datastore, then retry.' },
  NoDiskSpace: { code: 'precondition_failed', hint: 'Make room on the datastore, then retry.' },
  NoPermission: {
    code: 'permission_missing',
    hint: 'Give the vCenter user Resource.ColdMigrate and Resource.HotMigrate on the VM, Resource.AssignVMToPool on its pool and Datastore.AllocateSpace on the datastore, then retry.',
  },
  TaskInProgress: { code: 'busy', hint: 'Another task works on the VM. The move is tried again by itself.' },
  ConcurrentAccess: {
    code: 'busy',
    hint: 'Something else has just changed the VM. The move is tried again by itself.',
  },
  InvalidPowerState: {
    code: 'precondition_failed',
    hint: 'The VM cannot be moved in this power state. Power it on or off, then retry.',
  },
  InvalidState: { code: 'precondition_failed', hint: 'Look at the VM in the vSphere client, then retry.' },
  DiskNotSupported: {
    code: 'precondition_failed',
    hint: 'One of its disks cannot lie on that datastore. Look at its format in the vSphere client.',
  },
  CannotAccessFile: {
    code: 'precondition_failed',
    hint: 'A file of the VM cannot be read. Look at its datastores in the vSphere client, then retry.',
  },
  DatastoreNotWritableOnHost: {
    code: 'precondition_failed',
    hint: 'The host mounted the datastore read-only. Look at the export on the appliance, then retry.',
  },
  HostNotConnected: {
    code: 'unreachable',
    hint: 'The host is not connected to its vCenter. It is tried again by itself.',
  },
  HostCommunication: { code: 'unreachable', hint: 'The vCenter cannot reach the host. It is tried again by itself.' },
  RequestCanceled: {
    code: 'precondition_failed',
    hint: 'Somebody cancelled the task in the vCenter. Retry, or cancel this job.',
  },
}

/** How a move that the vCenter ended with a fault is told. What it stopped at is not left behind: a relocation is whole or not at all. */
export function moveFault(
  vmName: string,
  { faultType, faultMessage }: { readonly faultType: string | null; readonly faultMessage: string | null },
): ZerfauxError {
  const known = faultType === null ? undefined : faults[faultType]
  const said = [faultType, faultMessage].filter(Boolean).join(': ') || 'no reason was given'
  return new ZerfauxError(known?.code ?? 'remote_rejected', `The vCenter could not move ${vmName}: ${said}`, {
    hint: known?.hint ?? 'Look at the task in the vSphere client; the VM is where it was. Retry when that is settled.',
    ...(faultType !== null && { facts: { fault: faultType } }),
  })
}
