import { describeVsphereDriver } from '../../../lib/drivers/vsphere/vsphere-driver.contract.ts'
import { makeVsphereRig } from './vsphere-rig.ts'

describeVsphereDriver('SoapVsphereDriver', () => makeVsphereRig('b'))
