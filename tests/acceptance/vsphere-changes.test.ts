import { afterAll, beforeAll, describe } from 'vitest'
import { describeOwnChanges } from '../../lib/drivers/vsphere/vsphere-changes.contract.ts'
import { makeAcceptanceRig } from './acceptance-rig.ts'
import { acceptanceSettings } from './settings.ts'

describe('what can be changed in a vCenter of your own', () => {
  let rig: Awaited<ReturnType<typeof makeAcceptanceRig>> | undefined
  beforeAll(async () => {
    rig = await makeAcceptanceRig(acceptanceSettings(process.env))
  })
  afterAll(() => rig?.dispose())
  describeOwnChanges(() => {
    if (!rig) throw new Error('The acceptance run did not begin')
    return rig
  })
})
