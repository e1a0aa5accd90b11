import { ZerfauxError } from '../../domain/errors.ts'
import type { VsphereChanges } from './vsphere-changes.ts'

const pending = (): never => {
  throw new ZerfauxError('remote_rejected', 'A real vCenter cannot be changed yet')
}

export class PendingChanges implements VsphereChanges {
  vmHardware: VsphereChanges['vmHardware'] = pending
  findByInstanceUuid: VsphereChanges['findByInstanceUuid'] = pending
  findByExtraConfig: VsphereChanges['findByExtraConfig'] = pending
  relocateVm: VsphereChanges['relocateVm'] = pending
  createVm: VsphereChanges['createVm'] = pending
  reconfigureVm: VsphereChanges['reconfigureVm'] = pending
  registerVm: VsphereChanges['registerVm'] = pending
  unregisterVm: VsphereChanges['unregisterVm'] = pending
  destroyShell: VsphereChanges['destroyShell'] = pending
  power: VsphereChanges['power'] = pending
  shutdownGuest: VsphereChanges['shutdownGuest'] = pending
  consolidateDisks: VsphereChanges['consolidateDisks'] = pending
  answerQuestion: VsphereChanges['answerQuestion'] = pending
  screenshot: VsphereChanges['screenshot'] = pending
  browseDatastore: VsphereChanges['browseDatastore'] = pending
  mountNas: VsphereChanges['mountNas'] = pending
  unmountDatastore: VsphereChanges['unmountDatastore'] = pending
  exemptFromCluster: VsphereChanges['exemptFromCluster'] = pending
  clusterOverrides: VsphereChanges['clusterOverrides'] = pending
  watchVms: VsphereChanges['watchVms'] = pending
}
