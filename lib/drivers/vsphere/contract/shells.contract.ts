import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Hands, never, type ChangesRig } from './changes-rig.ts'

/** A VM without disks: made, found, changed, run, registered, exempted and destroyed. */
export function describeShells(makeRig: () => Promise<ChangesRig> | ChangesRig): void {
  describe('shells', () => {
    let hands: Hands
    let driver: ChangesRig['driver']
    beforeAll(async () => {
      hands = new Hands(await makeRig())
      driver = hands.rig.driver
    })
    afterAll(() => hands.clear())

    test('are made as they were asked for, powered off, their NICs plugged in nowhere', async () => {
      const spec = hands.spec()
      const vm = await hands.shell(spec)
      const found = await hands.look(vm)
      const { name, guestId, firmware, hardwareVersion, biosUuid, cpus, coresPerSocket, secureBoot, annotation } = spec
      const asAsked = {
        name,
        guestId,
        firmware,
        hardwareVersion,
        biosUuid,
        cpus,
        coresPerSocket,
        secureBoot,
        annotation,
      }
      expect(found).toMatchObject({
        ...asAsked,
        extraConfig: spec.extraConfig,
        powerState: 'powered_off',
        memoryBytes: spec.memoryMib * 2 ** 20,
        disks: [],
        connectedNics: [],
        snapshotCount: 0,
        isEncrypted: false,
        needsConsolidation: false,
      })
      expect(found.nics.map(({ type }) => type)).toEqual(spec.nics.map(({ type }) => type))
      expect(found.nics.slice(0, -1).map(({ mac }) => mac)).toEqual(spec.nics.slice(0, -1).map(({ mac }) => mac))
      expect(found.nics.at(-1)?.mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
      expect(new Set(found.nics.map(({ network }) => network)).size).toBe(hands.rig.networks.length)
      for (const { network } of found.nics) expect(network).not.toBeNull()
      for (const wanted of spec.controllers)
        expect(found.controllers).toContainEqual({ key: expect.any(Number), ...wanted })
      expect(found.vmxPath).toBe(`[${await hands.datastoreName(spec.datastore)}] ${name}/${name}.vmx`)
      expect(found.files).toContain(found.vmxPath)
    })

    test('each has an instance UUID of its own, by which it is found', async () => {
      const [one, other] = [await hands.look(await hands.shell()), await hands.look(await hands.shell())]
      expect(one.instanceUuid).not.toBe(other.instanceUuid)
      expect(await driver.findByInstanceUuid(one.instanceUuid ?? '', never)).toEqual([one.moref])
      expect(await driver.findByInstanceUuid('50000000-0000-4000-8000-000000000000', never)).toEqual([])
    })

    test('are found by their marks', async () => {
      const mark = hands.name('mark')
      const vm = await hands.shell(hands.spec({ extraConfig: { 'zfx.mark': mark } }))
      expect(await driver.findByExtraConfig('zfx.mark', mark, never)).toEqual([vm])
      expect(await driver.findByExtraConfig('zfx.mark', `${mark}0`, never)).toEqual([])
    })

    test('with awkward names keep them', async () => {
      const name = hands.name('a%2f b/c & <d>')
      expect((await hands.look(await hands.shell(hands.spec({ name })))).name).toBe(name)
    })

    test('of a name that is taken in the folder are refused', async () => {
      const spec = hands.spec()
      await hands.shell(spec)
      await expect(driver.createVm(spec, hands.rig.place, never)).rejects.toMatchObject({
        code: 'conflict',
        facts: { fault: 'DuplicateName' },
      })
    })

    test('that change have what was changed, and the rest as before', async () => {
      const vm = await hands.shell()
      const before = await hands.look(vm)
      const name = hands.name('renamed')
      const change = { name, annotation: 'other', extraConfig: { 'zfx.role': 'changed', 'zfx.more': '1' } }
      await hands.succeed(driver.reconfigureVm(vm, change, never))
      const { extraConfig, ...rest } = await hands.look(vm)
      expect(rest).toMatchObject({ name, annotation: 'other', nics: before.nics, controllers: before.controllers })
      expect(extraConfig).toEqual({ ...before.extraConfig, ...change.extraConfig })
    })

    test('have NICs that are plugged in elsewhere, each by its key', async () => {
      const vm = await hands.shell(hands.spec())
      const before = await hands.look(vm)
      const [first] = before.nics
      const network = hands.rig.networks.at(-1) ?? null
      const nics = [{ key: first?.key ?? 0, network, connected: true }]
      await hands.succeed(driver.reconfigureVm(vm, { nics }, never))
      const after = await hands.look(vm)
      const byKey = (nic: { readonly key: number }) => nic.key === first?.key
      expect(after.connectedNics).toEqual([first?.key])
      const objects = await driver.objects(never)
      expect(after.nics.find(byKey)).toEqual({ ...first, network: objects.find((it) => it.moref === network)?.name })
      expect(after.nics.filter((nic) => !byKey(nic))).toEqual(before.nics.filter((nic) => !byKey(nic)))
    })

    test('run and stop; what is so already ends well all the same', async () => {
      const vm = await hands.shell()
      for (const to of ['on', 'on', 'off', 'off'] as const) {
        await hands.succeed(driver.power(vm, to, never))
        expect((await hands.look(vm)).powerState).toBe(`powered_${to}`)
      }
    })

    test('that run are not destroyed', async () => {
      const vm = await hands.shell()
      await hands.succeed(driver.power(vm, 'on', never))
      await expect(driver.destroyShell(vm, never)).rejects.toMatchObject({ code: 'precondition_failed' })
      expect((await hands.look(vm)).powerState).toBe('powered_on')
    })

    test('that are destroyed are gone with their files', async () => {
      const spec = hands.spec()
      const vm = await hands.shell(spec)
      await hands.succeed(driver.destroyShell(vm, never))
      expect(await driver.vmHardware(vm, never)).toBeNull()
      expect(await driver.browseDatastore(spec.datastore, spec.name, never)).toEqual([])
      await expect(driver.destroyShell(vm, never)).rejects.toMatchObject({ code: 'not_found' })
    })

    test('leave the inventory without their files, and come back under another MoRef', async () => {
      const spec = hands.spec()
      const vm = await hands.shell(spec)
      const before = await hands.look(vm)
      await driver.unregisterVm(vm, never)
      expect(await driver.vmHardware(vm, never)).toBeNull()
      await driver.unregisterVm(vm, never)
      const files = await driver.browseDatastore(spec.datastore, spec.name, never)
      expect(files.map(({ path }) => path)).toContain(`${spec.name}/${spec.name}.vmx`)
      const name = hands.name('again')
      const task = driver.registerVm(before.vmxPath ?? '', name, hands.rig.place, never)
      const { result } = await hands.succeed(task)
      expect(result).not.toBe(vm)
      if (!result) return expect.fail('the task did not say which VM it registered')
      hands.remember(result)
      expect(await hands.look(result)).toMatchObject({
        name,
        instanceUuid: before.instanceUuid,
        vmxPath: before.vmxPath,
      })
    })

    test('are exempted from what a cluster does by itself, once or twice', async () => {
      const vm = await hands.shell()
      const { cluster } = hands.rig.place
      const found = (await driver.objects(never)).find(({ moref }) => moref === cluster)
      if (found?.kind !== 'cluster') return expect.fail('the place has no cluster')
      const expected = { haRestart: found.haEnabled ? 'disabled' : null, drs: found.drsEnabled ? 'manual' : null }
      expect(await driver.clusterOverrides(vm, cluster, never)).toBeNull()
      for (let time = 0; time < 2; time++) {
        await hands.succeed(driver.exemptFromCluster(vm, cluster, never))
        expect(await driver.clusterOverrides(vm, cluster, never)).toEqual(
          found.haEnabled || found.drsEnabled ? expected : null,
        )
      }
    })
  })
}
