import { describeZfsDriver } from '../../../lib/drivers/zfs/zfs-driver.contract.ts'
import { makeZfsRig } from './zfs-rig.ts'

describeZfsDriver('SshZfsDriver as root', () => makeZfsRig('zfs-contract'))
