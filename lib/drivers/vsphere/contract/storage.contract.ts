import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MoRef } from '../../../domain/inventory.ts'
import { VcenterTree } from '../../../domain/vcenter-tree.ts'
import { mountOnCluster, unmountFromCluster } from '../cluster-mounts.ts'
import { Hands, never, type ChangesRig } from './changes-rig.ts'

/** An export that the vCenter's hosts can mount. */
export type ExportRig = ChangesRig & {
  readonly nas: { readonly remoteHost: string; readonly remotePath: string }
  /** Another one of that server. */
  readonly otherPath: string
  readonly hosts: readonly [MoRef, MoRef]
}

export function describeBrowsing(makeRig: () => Promise<ChangesRig> | ChangesRig): void {
  describe('datastores', () => {
    test('show what lies in a folder, and nothing where there is none', async () => {
      const hands = new Hands(await makeRig())
      const { driver, datastores } = hands.rig
      const spec = hands.spec()
      await hands.shell(spec)
      const root = await driver.browseDatastore(datastores[0], '', never)
      expect(root).toContainEqual({ path: spec.name, sizeBytes: null, isFolder: true })
      const home = await driver.browseDatastore(datastores[0], spec.name, never)
      const vmx = `${spec.name}/${spec.name}.vmx`
      expect(home).toContainEqual({ path: vmx, sizeBytes: expect.any(Number), isFolder: false })
      expect(await driver.browseDatastore(datastores[0], `${spec.name}-not`, never)).toEqual([])
      await hands.clear()
    })
  })
}

export function describeMounts(makeRig: () => Promise<ExportRig> | ExportRig): void {
  describe('NFS mounts', () => {
    let hands: Hands
    let rig: ExportRig
    beforeAll(async () => {
      rig = await makeRig()
      hands = new Hands(rig)
    })
    afterAll(() => hands.clear())

    const mount = (host: MoRef, name: string) => rig.driver.mountNas(host, { name, ...rig.nas }, never)
    const there = async (datastore: MoRef) =>
      (await rig.driver.objects(never)).find((object) => object.kind === 'datastore' && object.moref === datastore)

    test('are one datastore on all hosts; what is there already is adopted', async () => {
      const name = hands.name('nfs')
      const [one, other] = rig.hosts
      const datastore = await mount(one, name)
      expect(await mount(one, name)).toBe(datastore)
      expect(await mount(other, name)).toBe(datastore)
      expect(await there(datastore)).toMatchObject({
        name,
        ...rig.nas,
        hostMorefs: expect.arrayContaining([one, other]),
      })
      await rig.driver.unmountDatastore(one, datastore, never)
      expect(await there(datastore)).toMatchObject({ hostMorefs: [other] })
      await rig.driver.unmountDatastore(one, datastore, never)
      await rig.driver.unmountDatastore(other, datastore, never)
      expect(await there(datastore)).toBeUndefined()
    })

    test('are there on every host of a cluster, and go from every one', async () => {
      const name = hands.name('nfs')
      const { cluster } = rig.place
      const all = new VcenterTree(await rig.driver.objects(never)).hostsOf(cluster)
      const mounted = await mountOnCluster(rig.driver, cluster, { name, ...rig.nas }, never)
      const { datastore, hosts, notAsked } = mounted
      expect([...hosts, ...notAsked].toSorted()).toEqual(all.map((host) => host.name).toSorted())
      const asked = all.filter((host) => !notAsked.includes(host.name)).map((host) => host.moref)
      expect(await there(datastore)).toMatchObject({ name, hostMorefs: expect.arrayContaining(asked) })
      await unmountFromCluster(rig.driver, cluster, datastore, never)
      expect(await there(datastore)).toBeUndefined()
    })

    test('of another name, or of a name that means another export, are a conflict', async () => {
      const [one, other] = rig.hosts
      const name = hands.name('nfs')
      const datastore = await mount(one, name)
      await expect(mount(one, `${name}-other`)).rejects.toMatchObject({ code: 'conflict' })
      const elsewhere = { name, ...rig.nas, remotePath: rig.otherPath }
      await expect(rig.driver.mountNas(one, elsewhere, never)).rejects.toMatchObject({ code: 'conflict' })
      await expect(rig.driver.mountNas(other, elsewhere, never)).rejects.toMatchObject({ code: 'conflict' })
      expect(await there(datastore)).toMatchObject({ name, ...rig.nas })
      const names = (await rig.driver.objects(never)).map((object) => object.name)
      expect(names.filter((each) => each.startsWith(name))).toEqual([name])
      await rig.driver.unmountDatastore(one, datastore, never)
    })

    test('stay while a VM lies on them', async () => {
      const [host] = rig.hosts
      const datastore = await mount(host, hands.name('nfs'))
      const spec = hands.spec({ datastore })
      const { result } = await hands.succeed(rig.driver.createVm(spec, { ...rig.place, host }, never))
      if (!result) return expect.fail('the task did not say which VM it made')
      await expect(rig.driver.unmountDatastore(host, datastore, never)).rejects.toMatchObject({ code: 'busy' })
      await hands.succeed(rig.driver.destroyShell(result, never))
      await rig.driver.unmountDatastore(host, datastore, never)
      expect(await there(datastore)).toBeUndefined()
    })
  })
}
