import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef, VcenterObject, VmRecord, type TaskState } from '../../domain/inventory.ts'
import type { VsphereDriver } from './vsphere-driver.ts'
import { describeSnapshots, type SnapshotRig } from './vsphere-snapshots.contract.ts'

/** A vCenter with a handful of VMs, and ways to make it fail. */
export type VsphereRig = {
  readonly driver: VsphereDriver
  /** How many VMs and templates it holds; at least 5. */
  readonly vms: number
  /** Drivers of the same vCenter that cannot work, each for its own reason. `secret` must stay out of errors. */
  readonly broken: Record<'unreachable' | 'sign_in_refused' | 'identity_changed' | 'permission_missing', VsphereDriver>
  readonly secret: string
  /** A task that is still running when this resolves, and ends as told within a few seconds; an error is a FileLocked. */
  readonly startTask: (end: 'success' | 'error') => Promise<MoRef>
  readonly snapshots: SnapshotRig
  /** Ends the driver's session behind its back, where there are sessions. */
  readonly endSession: () => Promise<void>
  readonly dispose: () => Promise<void>
}

/** What every VsphereDriver promises. Run by the simulated one always, by the real one when a vCenter is at hand. */
export function describeVsphereDriver(name: string, makeRig: () => Promise<VsphereRig>): void {
  describe(name, () => {
    let rig: VsphereRig
    beforeAll(async () => {
      rig = await makeRig()
    })
    afterAll(async () => {
      await rig.dispose()
    })
    const never = new AbortController().signal

    async function readAll(pageSize: number): Promise<(readonly VmRecord[])[]> {
      const pages: (readonly VmRecord[])[] = []
      for await (const page of rig.driver.virtualMachines({ signal: never, pageSize })) pages.push(page)
      return pages
    }

    test('says what it is', async () => {
      const about = await rig.driver.about()
      expect(about.instanceUuid).not.toBe('')
      expect(about.version).toMatch(/^\d+\.\d+/)
    })

    test('gives every VM once, in pages that are not larger than asked for', async () => {
      const pages = await readAll(2)
      expect(pages.length).toBeGreaterThan(1)
      for (const page of pages) expect(page.length).toSatisfy((length: number) => length >= 1 && length <= 2)
      const morefs = pages.flat().map(({ moref }) => moref)
      expect(morefs).toHaveLength(rig.vms)
      expect(new Set(morefs).size).toBe(rig.vms)
    })

    test('gives VMs and objects of the agreed shape', async () => {
      for (const vm of (await readAll(500)).flat()) expect(VmRecord.strict().parse(vm)).toEqual(vm)
      for (const object of await rig.driver.objects({ signal: never }))
        expect(VcenterObject.parse(object)).toEqual(object)
    })

    test('names in a VM are names of objects', async () => {
      const objects = await rig.driver.objects({ signal: never })
      const named = (kind: VcenterObject['kind']) =>
        new Set(objects.filter((object) => object.kind === kind).map((object) => object.name))
      const known = {
        host: named('host'),
        cluster: named('cluster'),
        datastore: named('datastore'),
        network: named('network'),
      }
      for (const vm of (await readAll(500)).flat()) {
        if (vm.host !== null) expect(known.host).toContain(vm.host)
        if (vm.cluster !== null) expect(known.cluster).toContain(vm.cluster)
        for (const datastore of vm.datastores) expect(known.datastore).toContain(datastore)
        for (const nic of vm.nics) if (nic.network !== null) expect(known.network).toContain(nic.network)
      }
    })

    test('every object but the root has its parent in the list, and its path goes on from there', async () => {
      const objects = await rig.driver.objects({ signal: never })
      const byMoref = new Map(objects.map((object) => [object.moref, object]))
      expect(byMoref.size).toBe(objects.length)
      for (const object of objects) {
        if (object.parentMoref === null) continue
        const parent = byMoref.get(object.parentMoref)
        expect(object.path).toBe(`${parent?.path === '/' ? '' : parent?.path}/${object.name}`)
      }
      expect(objects.filter(({ parentMoref }) => parentMoref === null)).toHaveLength(1)
    })

    test('has every kind of object that recovery chooses from', async () => {
      const kinds = new Set((await rig.driver.objects({ signal: never })).map(({ kind }) => kind))
      expect([...kinds].toSorted()).toEqual([
        'cluster',
        'datacenter',
        'datastore',
        'folder',
        'host',
        'network',
        'resource_pool',
      ])
    })

    test('an abort stops the reading with its own reason', async () => {
      const abort = new AbortController()
      const reason = new ZerfauxError('cancelled', 'enough')
      const reading = (async () => {
        for await (const page of rig.driver.virtualMachines({ signal: abort.signal, pageSize: 1 })) {
          expect(page).toHaveLength(1)
          abort.abort(reason)
        }
      })()
      await expect(reading).rejects.toBe(reason)
      await expect(rig.driver.objects({ signal: abort.signal })).rejects.toBe(reason)
    })

    test('a reader may leave early', async () => {
      for await (const page of rig.driver.virtualMachines({ signal: never, pageSize: 1 })) {
        expect(page).toHaveLength(1)
        break
      }
      expect((await readAll(500)).flat()).toHaveLength(rig.vms)
    })

    test('a session that has ended is opened again', async () => {
      await rig.driver.about()
      await rig.endSession()
      expect((await readAll(500)).flat()).toHaveLength(rig.vms)
    })

    test('can be used again after close', async () => {
      await rig.driver.close()
      expect((await rig.driver.about()).name).not.toBe('')
    })

    test('a task that nobody knows is null, and cannot be followed', async () => {
      const unknown = MoRef.parse('task-999999')
      expect(await rig.driver.task(unknown)).toBeNull()
      await expect(rig.driver.followTask(unknown, { signal: never, onProgress: () => {} })).rejects.toMatchObject({
        code: 'not_found',
      })
    })

    test.each(['success', 'error'] as const)('follows a task to its end: %s', async (end) => {
      const moref = await rig.startTask(end)
      const seen: TaskState[] = []
      const last = await rig.driver.followTask(moref, { signal: never, onProgress: (state) => seen.push(state) })
      expect(last.state).toBe(end)
      expect(last.faultType).toBe(end === 'error' ? 'FileLocked' : null)
      expect(seen.at(-1)).toEqual(last)
      // Not its words: they are translated, and a vCenter may find them later than the fault.
      expect(await rig.driver.task(moref)).toEqual({ ...last, faultMessage: last.faultMessage && expect.any(String) })
    })

    test('follows a task although the session ends meanwhile', async () => {
      const moref = await rig.startTask('error')
      const following = rig.driver.followTask(moref, { signal: never, onProgress: () => {} })
      await rig.endSession()
      expect(await following).toMatchObject({ state: 'error', faultType: 'FileLocked' })
    })

    test('an abort stops the following, not the task', async () => {
      const moref = await rig.startTask('success')
      const abort = new AbortController()
      const following = rig.driver.followTask(moref, { signal: abort.signal, onProgress: () => {} })
      abort.abort(new ZerfauxError('cancelled', 'enough'))
      await expect(following).rejects.toMatchObject({ code: 'cancelled' })
      const last = await rig.driver.followTask(moref, { signal: never, onProgress: () => {} })
      expect(last.state).toBe('success')
    })

    describeSnapshots(() => rig)

    const refusals = ['unreachable', 'sign_in_refused', 'identity_changed', 'permission_missing'] as const
    test.each(refusals)('fails with %s when that is why, and keeps the password to itself', async (code) => {
      const driver = rig.broken[code]
      const failure = await driver.objects({ signal: never }).then(
        () => null,
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(ZerfauxError)
      expect(failure).toMatchObject({ code, hint: expect.any(String) })
      expect(everythingIn(failure)).not.toContain(rig.secret)
      await driver.close()
    })
  })
}

/** The error with its stack and all its causes, as a log would print it. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? ''
  return [error.stack, JSON.stringify(error), error.message, everythingIn(error.cause)].join('\n')
}
