import { describe, expect, test } from 'vitest'
import { MoRef } from '../../domain/inventory.ts'
import { MemoryStore } from '../simulated-store.ts'
import type { SimulatedQuiesceTrouble } from './simulated/simulated-snapshots.ts'
import { startSimulatedTask } from './simulated/simulated-task.ts'
import { simulatedVcenter } from './simulated-vcenter.ts'
import { SimulatedVsphereDriver } from './simulated-vsphere-driver.ts'
import { describeVsphereDriver } from './vsphere-driver.contract.ts'

const SECRET = 'wrong-horse-battery'

describeVsphereDriver('SimulatedVsphereDriver', async () => {
  const store = new MemoryStore(simulatedVcenter({ name: 'berlin', vms: 40 }))
  let now = 1_000_000
  const clock = {
    now: () => now,
    async sleep(milliseconds: number, signal: AbortSignal) {
      signal.throwIfAborted()
      now += milliseconds
    },
  }
  const driverAt = (address: { host?: string; username?: string }) =>
    new SimulatedVsphereDriver(store, { username: 'zerfaux', password: 'right', ...address })
  const { vms } = await store.read()
  const vm = vms.find(({ toolsStatus }) => toolsStatus === 'running')?.moref ?? MoRef.parse('none')
  const trouble = (quiesceTrouble: SimulatedQuiesceTrouble) =>
    store.update((state) => {
      state.quiesceTroubles = { [vm]: quiesceTrouble }
    })
  return {
    driver: new SimulatedVsphereDriver(store, { clock }),
    vms: 40,
    broken: {
      unreachable: driverAt({ host: 'unreachable-vc' }),
      identity_changed: driverAt({ host: 'changed-vc' }),
      permission_missing: driverAt({ username: 'denied' }),
      sign_in_refused: new SimulatedVsphereDriver(store, { username: 'zerfaux', password: SECRET }),
    },
    secret: SECRET,
    startTask: (end) =>
      store.update((state) =>
        startSimulatedTask(state, {
          descriptionId: 'VirtualMachine.relocate',
          startedAt: now,
          durationMs: 2_000,
          fault: end === 'error' ? { type: 'FileLocked', message: 'Unable to access the file' } : null,
        }),
      ),
    snapshots: {
      vm,
      failNext: (fault) => trouble({ fault }),
      hangNext: (hangsMs, { stubborn }) => trouble({ hangsMs, stubborn }),
    },
    endSession: async () => {},
    dispose: async () => {},
  }
})

describe('simulated vCenter', () => {
  test('is the same for the same name and seed, and another for another', () => {
    const make = (name: string, seed: number) => simulatedVcenter({ name, vms: 40, seed })
    expect(make('berlin', 1)).toEqual(make('berlin', 1))
    expect(make('berlin', 1).about.instanceUuid).not.toBe(make('berlin', 2).about.instanceUuid)
    expect(make('berlin', 1).vms[0]?.instanceUuid).not.toBe(make('munich', 1).vms[0]?.instanceUuid)
  })

  test('is plain JSON, so that a database row can hold it', () => {
    const made = simulatedVcenter({ name: 'berlin', vms: 40 })
    expect(JSON.parse(JSON.stringify(made))).toEqual(made)
  })

  test('holds 10,000 VMs under distinct names and MoRefs', () => {
    const { vms, objects } = simulatedVcenter({ name: 'large', vms: 10_000 })
    expect(new Set(vms.map(({ name }) => name)).size).toBe(10_000)
    expect(new Set([...vms, ...objects].map(({ moref }) => moref)).size).toBe(vms.length + objects.length)
    expect(new Set(vms.flatMap(({ ipAddresses }) => ipAddresses)).size).toBe(
      vms.flatMap(({ ipAddresses }) => ipAddresses).length,
    )
  })

  test('the VMs of the demo that matter lie on replicated datastores', () => {
    const { vms, objects } = simulatedVcenter({ name: 'berlin', vms: 40 })
    const nfs = objects.filter((object) => object.kind === 'datastore' && object.type === 'NFS').map(({ name }) => name)
    expect(nfs).toEqual(['nfs-protected-01', 'nfs-protected-02'])
    for (const name of ['dc-01', 'web-01', 'sql-02']) {
      expect(nfs).toContain(vms.find((vm) => vm.name === name)?.datastores[0])
    }
  })

  test('forgets a task ten minutes after it ended', () => {
    const state = simulatedVcenter({ name: 'berlin', vms: 1 })
    const started = (startedAt: number) =>
      startSimulatedTask(state, { descriptionId: 'Task', startedAt, durationMs: 1_000, fault: null })
    const first = started(0)
    const second = started(600_000)
    expect(Object.keys(state.tasks)).toEqual([first, second])
    started(602_000)
    expect(Object.keys(state.tasks)).not.toContain(first)
  })
})
