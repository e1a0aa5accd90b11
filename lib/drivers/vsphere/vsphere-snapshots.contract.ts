import { expect, test } from 'vitest'
import { MoRef, type TaskState } from '../../domain/inventory.ts'
import type { VsphereDriver } from './vsphere-driver.ts'

/** A VM to take snapshots of, and ways to spoil the next one that is quiesced. */
export type SnapshotRig = {
  /** Powered on, VMware Tools running. */
  readonly vm: MoRef
  readonly failNext: (fault: 'ApplicationQuiesceFault' | 'FilesystemQuiesceFault') => Promise<void>
  /** It takes about so long; a stubborn one cannot be cancelled. */
  readonly hangNext: (milliseconds: number, options: { readonly stubborn: boolean }) => Promise<void>
}

/** The part of the contract that is about VMware snapshots. */
export function describeSnapshots(
  rig: () => { readonly driver: VsphereDriver; readonly snapshots: SnapshotRig },
): void {
  const never = new AbortController().signal
  const ours = 'zfx_20260102T030405Z_000007'
  const others = 'zfx_20260102T030405Z_000008'
  const stranger = 'before <patch> & more'
  const unknown = MoRef.parse('vm-999999')

  async function begin(name: string): Promise<MoRef> {
    const { driver, snapshots } = rig()
    const snapshot = { name, description: 'made by a test', quiesce: true, memory: false }
    return driver.createSnapshot(snapshots.vm, snapshot, { signal: never })
  }
  const follow = (task: MoRef): Promise<TaskState> =>
    rig().driver.followTask(task, { signal: never, onProgress: () => {} })
  const take = async (name: string) => expect(await follow(await begin(name))).toMatchObject({ state: 'success' })
  const remove = (name: string) => rig().driver.removeSnapshotsNamed(rig().snapshots.vm, name, { signal: never })
  const named = async (name: string) => {
    const found = await rig().driver.vmReadiness(rig().snapshots.vm, { signal: never })
    return (found?.snapshots ?? []).filter((snapshot) => snapshot.name === name)
  }

  test('tells whether a VM runs and its tools answer, and knows nothing of a VM that is not there', async () => {
    const { driver, snapshots } = rig()
    expect(await driver.vmReadiness(snapshots.vm, { signal: never })).toMatchObject({
      powerState: 'powered_on',
      toolsStatus: 'running',
      hasIndependentDisk: false,
    })
    expect(await driver.vmReadiness(unknown, { signal: never })).toBeNull()
  })

  test('removes exactly the snapshots of one name: none of another, no children, and a second time none', async () => {
    for (const name of [ours, stranger, others]) await take(name)
    expect(await remove(ours)).toBe(1)
    expect(await named(ours)).toEqual([])
    expect(await named(stranger)).toHaveLength(1)
    expect(await named(others)).toHaveLength(1)
    expect(await remove(ours)).toBe(0)
    expect(await remove(ours.slice(0, -1))).toBe(0)
    expect([await remove(others), await remove(stranger)]).toEqual([1, 1])
  })

  test('one name given twice is removed twice', async () => {
    await take(ours)
    await take(ours)
    expect(await remove(ours)).toBe(2)
    expect(await named(ours)).toEqual([])
  })

  test('finds ours in the whole vCenter, and nobody else’s', async () => {
    const { driver, snapshots } = rig()
    await take(stranger)
    await take(ours)
    const found = await driver.ourSnapshots({ signal: never })
    expect(found).toEqual([
      {
        vm: snapshots.vm,
        vmName: (await driver.vmReadiness(snapshots.vm, { signal: never }))?.name,
        snapshot: expect.any(String),
        name: ours,
        createdAt: expect.any(Date),
        sizeBytes: expect.any(Number),
      },
    ])
    await remove(ours)
    await remove(stranger)
    expect(await driver.ourSnapshots({ signal: never })).toEqual([])
  })

  test.each(['ApplicationQuiesceFault', 'FilesystemQuiesceFault'] as const)(
    'a guest that cannot hold still (%s) fails the task and leaves no snapshot',
    async (fault) => {
      await rig().snapshots.failNext(fault)
      expect(await follow(await begin(ours))).toMatchObject({ state: 'error', faultType: fault })
      expect(await named(ours)).toEqual([])
    },
  )

  test('a snapshot that takes too long can be cancelled, and is not there then', async () => {
    await rig().snapshots.hangNext(8_000, { stubborn: false })
    const task = await begin(ours)
    expect(await rig().driver.task(task)).toMatchObject({ state: 'running' })
    await rig().driver.cancelTask(task, { signal: never })
    expect(await follow(task)).toMatchObject({ state: 'error', faultType: 'RequestCanceled' })
    expect(await named(ours)).toEqual([])
  })

  test('one that cannot be cancelled appears later, and is removed by its name then', async () => {
    await rig().snapshots.hangNext(1_500, { stubborn: true })
    const task = await begin(ours)
    await rig().driver.cancelTask(task, { signal: never })
    expect(await remove(ours)).toBe(0)
    expect(await follow(task)).toMatchObject({ state: 'success' })
    expect(await remove(ours)).toBe(1)
  })

  test('cancelling a task that has ended, or that nobody knows, does no harm', async () => {
    const task = await begin(ours)
    const last = await follow(task)
    await rig().driver.cancelTask(task, { signal: never })
    await rig().driver.cancelTask(MoRef.parse('task-999999'), { signal: never })
    expect(await rig().driver.task(task)).toEqual(last)
    expect(await remove(ours)).toBe(1)
  })

  test('a VM that is not there cannot be snapshotted, and has nothing to remove', async () => {
    const { driver } = rig()
    const snapshot = { name: ours, description: '', quiesce: true, memory: false }
    await expect(driver.createSnapshot(unknown, snapshot, { signal: never })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await driver.removeSnapshotsNamed(unknown, ours, { signal: never })).toBe(0)
  })
}
