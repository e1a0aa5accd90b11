import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Watched } from '../../../lib/drivers/vsphere/contract/watched.ts'
import { describeChanges } from '../../../lib/drivers/vsphere/vsphere-changes.contract.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { makeChangesRig } from './vsphere-changes-rig.ts'

const HUNDREDS = 300

describe('what can be changed in a real vCenter, over SOAP', () => {
  let rig: Awaited<ReturnType<typeof makeChangesRig>>
  beforeAll(async () => {
    rig = await makeChangesRig('b')
  })
  afterAll(() => rig.dispose())
  describeChanges(() => rig)

  test('hundreds of VMs are watched with one open question, which tells of one that changes', async () => {
    const { control } = labVcenter('b')
    const added = await control.addVms(HUNDREDS)
    const stop = new AbortController()
    try {
      const all = (await Array.fromAsync(rig.driver.virtualMachines(stop))).flat()
      // Not by name: the control door has names as the wire does.
      const vms = all.map(({ moref }) => moref).slice(-HUNDREDS)
      expect(vms).toHaveLength(HUNDREDS)
      const [changing, ...others] = vms
      if (!changing) return expect.fail('there are VMs')
      await control.changeVm(changing, { power: 'poweredOff' })
      await control.requests({ reset: true })
      const watch = new Watched(rig.driver.watchVms(vms, stop))
      expect(await watch.until(() => watch.told.size === HUNDREDS)).toBe(true)
      await control.changeVm(changing, { power: 'poweredOn' })
      expect(await watch.until(() => watch.last(changing)?.powerState === 'powered_on')).toBe(true)
      for (const vm of others) expect(watch.told.get(vm)).toHaveLength(1)
      const requests = await control.requests()
      expect(requests['RetrievePropertiesEx']).toBeUndefined()
      expect(requests['WaitForUpdatesEx']).toBeLessThan(10)
      stop.abort()
      await watch.end
    } finally {
      stop.abort()
      for (const name of added) await control.removeVm(name)
    }
  })
})
