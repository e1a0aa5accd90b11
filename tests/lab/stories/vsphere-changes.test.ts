import { afterAll, beforeAll, describe } from 'vitest'
import { describeChanges } from '../../../lib/drivers/vsphere/vsphere-changes.contract.ts'
import { makeChangesRig } from './vsphere-changes-rig.ts'

describe('what can be changed in a real vCenter, over SOAP', () => {
  let rig: Awaited<ReturnType<typeof makeChangesRig>>
  beforeAll(async () => {
    rig = await makeChangesRig('b')
  })
  afterAll(() => rig.dispose())
  describeChanges(() => rig)
})
