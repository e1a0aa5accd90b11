import { block, pass, warn, type PreflightCheck } from './preflight-check.ts'
import type { PreflightFacts } from './preflight-facts.ts'
import { liesWhollyOn } from './vm-placement.ts'
import type { DatasetState } from './zfs-state.ts'

/** VMs that a message names; of the rest it says how many. */
const NAMED = 10

export function checkVsphere(facts: PreflightFacts, source: DatasetState | null): PreflightCheck[] {
  return [datastore(facts, source), vms(facts)]
}

/** Does the datastore that the hosts mounted lie on the dataset that is replicated? */
function datastore(
  { group, datastore: found, source: { name }, sourceNfsAddress }: PreflightFacts,
  source: DatasetState | null,
): PreflightCheck {
  const called = group.protectionDatastore
  if (!found) {
    return warn(
      'datastore',
      `The protected site’s vCenter has no datastore ${called}`,
      'Mount the dataset over NFS on every host under that name, then sync the vCenter.',
    )
  }
  if (found.remotePath === null) {
    return warn(
      'datastore',
      `${called} is no NFS datastore, or its path is not known`,
      'Only what lies on the replicated dataset is protected.',
    )
  }
  if (source === null)
    return warn(
      'datastore',
      `${called} is mounted from ${found.remotePath}; the dataset could not be compared`,
      'Mend what is above first, then check again.',
    )
  const [from, path] = [found.remoteHost, found.remotePath.replace(/(?<=.)\/$/, '')]
  if (path !== source.mountpoint) {
    return block(
      'datastore',
      `${called} is mounted from ${path}, but ${source.dataset} lies at ${source.mountpoint ?? 'no path of its own'}`,
      'Name the dataset that the datastore is mounted from in the settings, or mount the right one.',
    )
  }
  if (sourceNfsAddress !== null && from !== null && from !== sourceNfsAddress) {
    return warn(
      'datastore',
      `${called} is mounted from ${from}, while ${name} has the NFS address ${sourceNfsAddress}`,
      'Make sure that both are the same appliance.',
    )
  }
  return pass('datastore', `${called} is mounted from ${path}, which is ${source.dataset}`)
}

function vms({ vms: all, group: { protectionDatastore: on } }: PreflightFacts): PreflightCheck {
  if (all.length === 0) return warn('vms', 'No VM is in this group', 'Assign the VMs that shall be recovered together.')
  const outside = all.filter((vm) => !vm.gone && !liesWhollyOn(vm, on))
  const gone = all.filter((vm) => vm.gone)
  if (outside.length + gone.length === 0) return pass('vms', `All ${all.length} VMs lie wholly on ${on}`)
  const found = [
    ...(outside.length > 0 ? [`Not wholly on ${on}, so not recoverable: ${names(outside)}`] : []),
    ...(gone.length > 0 ? [`No longer in their vCenter: ${names(gone)}`] : []),
  ]
  return warn('vms', found.join('. '), `Move their disks and home to ${on}, or take them out of the group.`)
}

function names(vms: readonly { readonly name: string }[]): string {
  const more = vms.length > NAMED ? ` and ${vms.length - NAMED} more` : ''
  return (
    vms
      .slice(0, NAMED)
      .map(({ name }) => name)
      .join(', ') + more
  )
}
