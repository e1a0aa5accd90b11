import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../../domain/errors.ts'
import type { MoRef, VcenterObject } from '../../domain/inventory.ts'
import { MemoryStore } from '../simulated-store.ts'
import { mountOnCluster, unmountFromCluster } from './cluster-mounts.ts'
import { never } from './contract/changes-rig.ts'
import { simulatedVcenter } from './simulated-vcenter.ts'
import { SimulatedVsphereDriver } from './simulated-vsphere-driver.ts'

const nas = { name: 'zfx-web', remoteHost: '192.0.2.9', remotePath: '/tank/web' }

/** A cluster of a simulated vCenter; `refuse` makes hosts fail that have the name. */
async function site() {
  const store = new MemoryStore(simulatedVcenter({ name: 'berlin', vms: 4 }))
  const driver = new SimulatedVsphereDriver(store)
  const { objects } = await store.read()
  const cluster = objects.find(({ kind }) => kind === 'cluster')
  const hosts = objects.filter((object) => object.kind === 'host' && object.clusterMoref === cluster?.moref)
  const [first, second] = hosts
  if (!cluster || !first || !second) throw new Error('No cluster with two hosts')
  const refusing = new Map<string, 'mount' | 'both'>()
  const refuse = (host: MoRef, what: 'mount' | 'unmount') => {
    const refuses = refusing.get(host)
    if (refuses === 'both' || refuses === what)
      throw new ZerfauxError('busy', 'The host is busy', { hint: 'Try again.' })
  }
  const mounts: Parameters<typeof mountOnCluster>[0] = {
    objects: (options) => driver.objects(options),
    mountNas: async (host, what, options) => {
      refuse(host, 'mount')
      return driver.mountNas(host, what, options)
    },
    unmountDatastore: async (host, datastore, options) => {
      refuse(host, 'unmount')
      return driver.unmountDatastore(host, datastore, options)
    },
  }
  const change = (moref: MoRef, more: Partial<VcenterObject>) =>
    store.update((state) => {
      state.objects = state.objects.map((it) => (it.moref === moref ? ({ ...it, ...more } as VcenterObject) : it))
    })
  const hostsWithIt = async () => {
    const found = (await driver.objects(never)).find((it) => it.kind === 'datastore' && it.name === nas.name)
    return found?.kind === 'datastore' ? found.hostMorefs.toSorted() : []
  }
  const morefs = hosts.map(({ moref }) => moref).toSorted()
  return { driver, mounts, cluster: cluster.moref, hosts, morefs, first, second, refusing, change, hostsWithIt }
}

describe('an export on all hosts of a cluster', () => {
  test('is one datastore, is adopted the second time, and is gone from all of them again', async () => {
    const { mounts, cluster, morefs, hosts, hostsWithIt } = await site()
    const mounted = await mountOnCluster(mounts, cluster, nas, never)
    expect(mounted).toMatchObject({ hosts: hosts.map(({ name }) => name), notAsked: [] })
    expect(await mountOnCluster(mounts, cluster, nas, never)).toEqual(mounted)
    expect(await hostsWithIt()).toEqual(morefs)
    await unmountFromCluster(mounts, cluster, mounted.datastore, never)
    expect(await hostsWithIt()).toEqual([])
    await unmountFromCluster(mounts, cluster, mounted.datastore, never)
  })

  test('is not asked of one that is not connected, and that is told', async () => {
    const { mounts, cluster, second, morefs, change, hostsWithIt } = await site()
    await change(second.moref, { connectionState: 'disconnected' })
    expect(await mountOnCluster(mounts, cluster, nas, never)).toMatchObject({ notAsked: [second.name] })
    expect(await hostsWithIt()).toEqual(morefs.filter((moref) => moref !== second.moref))
  })

  test('needs one that is connected', async () => {
    const { mounts, cluster, hosts, change } = await site()
    for (const { moref } of hosts) await change(moref, { connectionState: 'not_responding' })
    await expect(mountOnCluster(mounts, cluster, nas, never)).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('is given back by those that had it not when one refuses', async () => {
    const { driver, mounts, cluster, first, second, refusing, hostsWithIt } = await site()
    await driver.mountNas(first.moref, nas, never)
    refusing.set(second.moref, 'mount')
    const mounting = mountOnCluster(mounts, cluster, nas, never)
    await expect(mounting).rejects.toMatchObject({ code: 'busy', hint: 'Try again.' })
    await expect(mounting).rejects.toThrow(`mount zfx-web on ${second.name}`)
    expect(await hostsWithIt()).toEqual([first.moref])
  })

  test('of one that can neither give it back is told', async () => {
    const { mounts, cluster, first, second, refusing, hostsWithIt } = await site()
    refusing.set(second.moref, 'mount')
    const { mountNas } = mounts
    const stuck: typeof mounts = {
      ...mounts,
      mountNas: async (host, what, options) => {
        const datastore = await mountNas(host, what, options)
        refusing.set(host, 'both')
        return datastore
      },
    }
    await expect(mountOnCluster(stuck, cluster, nas, never)).rejects.toThrow(`stays mounted on ${first.name}`)
    expect(await hostsWithIt()).toContain(first.moref)
  })

  test('stays on one that refuses to let go, and leaves the others', async () => {
    const { mounts, cluster, second, refusing, hostsWithIt } = await site()
    const { datastore } = await mountOnCluster(mounts, cluster, nas, never)
    refusing.set(second.moref, 'both')
    await expect(unmountFromCluster(mounts, cluster, datastore, never)).rejects.toThrow(second.name)
    expect(await hostsWithIt()).toEqual([second.moref])
  })

  test.each(['mount', 'unmount'] as const)('that a vCenter says to %s, and does not, is no success', async (lie) => {
    const { driver, mounts, cluster, second } = await site()
    const datastore = await driver.mountNas(second.moref, nas, never)
    const lying: typeof mounts =
      lie === 'mount' ? { ...mounts, mountNas: async () => datastore } : { ...mounts, unmountDatastore: async () => {} }
    const done =
      lie === 'mount'
        ? mountOnCluster(lying, cluster, nas, never)
        : unmountFromCluster(lying, cluster, datastore, never)
    await expect(done).rejects.toMatchObject({ code: 'remote_rejected' })
  })
})
