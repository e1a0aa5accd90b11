import { ZerfauxError, type ErrorCode } from './errors.ts'

type Explained = { readonly code: ErrorCode; readonly hint: string }

/** Faults of making, changing or removing a shell that say what to do. Any other is shown as the vCenter words it. */
const faults: Readonly<Record<string, Explained>> = {
  InsufficientResourcesFault: {
    code: 'precondition_failed',
    hint: 'The cluster has no room for it now. Free CPU and memory there or choose another cluster, then retry.',
  },
  InsufficientStorageSpace: {
    code: 'precondition_failed',
    hint: 'Make room on the placeholder datastore, then retry.',
  },
  NoDiskSpace: { code: 'precondition_failed', hint: 'Make room on the placeholder datastore, then retry.' },
  DatastoreNotWritableOnHost: {
    code: 'precondition_failed',
    hint: 'The host mounted the placeholder datastore read-only. Choose another datastore.',
  },
  NoPermission: {
    code: 'permission_missing',
    hint: 'Give the vCenter user VirtualMachine.Inventory.Create and .Delete and VirtualMachine.Config on the folder, Resource.AssignVMToPool on the pool, Datastore.AllocateSpace on the placeholder datastore, Network.Assign on the networks and Host.Inventory.EditCluster on the cluster; then retry.',
  },
  VirtualHardwareVersionNotSupported: {
    code: 'precondition_failed',
    hint: 'The hosts are too old for its hardware version. Upgrade them, or choose a cluster with newer ones.',
  },
  TaskInProgress: { code: 'busy', hint: 'Another task works on it. It is tried again by itself.' },
  ConcurrentAccess: { code: 'busy', hint: 'Something else has just changed it. It is tried again by itself.' },
  HostNotConnected: {
    code: 'unreachable',
    hint: 'The host is not connected to its vCenter. It is tried again by itself.',
  },
  HostCommunication: { code: 'unreachable', hint: 'The vCenter cannot reach the host. It is tried again by itself.' },
}

export type EndedWith = { readonly faultType: string | null; readonly faultMessage: string | null }

/** @param doing what the vCenter could not do, e.g. `create the shell of web01` */
export function shellFault(doing: string, { faultType, faultMessage }: EndedWith): ZerfauxError {
  const known = faultType === null ? undefined : faults[faultType]
  const said = [faultType, faultMessage].filter(Boolean).join(': ') || 'no reason was given'
  return new ZerfauxError(known?.code ?? 'remote_rejected', `The vCenter could not ${doing}: ${said}`, {
    hint: known?.hint ?? 'Look at the task in the vSphere client. Retry when that is settled, or cancel this job.',
    ...(faultType !== null && { facts: { fault: faultType } }),
  })
}
