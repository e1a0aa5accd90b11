import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import { setUnreachable } from '../drivers/zfs/simulated-faults.ts'
import { after, before, meddled } from './replicate-meddled.ts'
import { makeQuiescedWorld, TIMEOUT_SECONDS } from './replicate-quiesced.world.ts'
import { replicate } from './replicate.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal } from './workflow.laws.ts'

describe('failure-modes row 21: nothing is left behind', () => {
  test('the ZFS snapshot fails: the VMs are released first, and the next attempt quiesces anew', async () => {
    const world = makeQuiescedWorld()
    const journal = new ArrayJournal()
    const cutOff = after('quiesce_vms', () => setUnreachable(world.stores.source, true))
    expect(await runJob(cutOff, world.params(1), world.newTools(), journal)).toBe('retrying')
    expect(await world.leftOnVms()).toEqual([])
    await setUnreachable(world.stores.source, false)
    // Now one guest does not play along: what the first attempt found must not count.
    await world.trouble(2, { fault: 'FilesystemQuiesceFault' })
    expect(await runJob(replicate, world.params(1), world.newTools(), journal)).toBe('succeeded')
    expect(world.newestPoint()?.vmConsistency?.[2]).toMatchObject({ consistency: 'crash' })
    expect(await world.leftOnVms()).toEqual([])
  })

  test('a worker that dies with the VMs held, and one that goes on an hour later: quiesced anew', async () => {
    const world = makeQuiescedWorld()
    const journal = new ArrayJournal()
    await dieBefore('take_recovery_point', world, journal)
    world.clock.now += 3_600_000
    const hourLater = world.clock.now
    const seen = before('take_recovery_point', async () => {
      expect(await world.leftOnVms()).toHaveLength(world.vms.length)
    })
    expect(await runJob(seen, world.params(1), world.newTools(), journal)).toBe('succeeded')
    expect(Date.parse(String(world.facts['quiescedAt']))).toBeGreaterThanOrEqual(hourLater)
    expect(await world.leftOnVms()).toEqual([])
  })

  test('a worker that dies right after the ZFS snapshot: the next one releases, and the point stays as it was held', async () => {
    const world = makeQuiescedWorld()
    const journal = new ArrayJournal()
    await dieBefore('release_vms', world, journal)
    expect(await world.leftOnVms()).toHaveLength(world.vms.length)
    expect(await runJob(replicate, world.params(1), world.newTools(), journal)).toBe('succeeded')
    expect(world.newestPoint()).toMatchObject({ consistency: 'application' })
    expect(await world.leftOnVms()).toEqual([])
  })

  test('somebody removes a VMware snapshot before the ZFS snapshot: it is not taken for held', async () => {
    const world = makeQuiescedWorld()
    const [vm] = world.vms
    const meddling = after('quiesce_vms', async () => {
      await world.change((state) => {
        state.snapshots = []
      })
      await world.trouble(0, { fault: 'ApplicationQuiesceFault' })
    })
    expect(await runJob(meddling, world.params(1), world.newTools(), new ArrayJournal())).toBe('succeeded')
    expect(world.newestPoint()?.vmConsistency?.find(({ vmId }) => vmId === vm?.vmId)).toMatchObject({
      consistency: 'crash',
    })
  })

  test('the answer to the ZFS snapshot is lost: the point does not claim what nobody saw', async () => {
    const world = makeQuiescedWorld()
    const journal = new ArrayJournal()
    const tools = world.newTools()
    const deaf = new Proxy(tools.source, {
      get: (target, name) =>
        name === 'applyAndObserve'
          ? async (...given: Parameters<typeof target.applyAndObserve>) => {
              await world.bare.source.applyAndObserve(...given)
              throw new ZerfauxError('unreachable', 'the answer was lost')
            }
          : Reflect.get(target, name).bind(target),
    })
    expect(await runJob(replicate, world.params(1), { ...tools, source: deaf }, journal)).toBe('retrying')
    expect(await world.leftOnVms()).toEqual([])
    expect(await runJob(replicate, world.params(1), world.newTools(), journal)).toBe('succeeded')
    expect(world.newestPoint()).toMatchObject({ consistency: 'crash' })
  })

  test('a snapshot that appears after the release is found at the end of the run', async () => {
    const world = makeQuiescedWorld()
    await world.trouble(3, { hangsMs: TIMEOUT_SECONDS * 1000 + 30_000, stubborn: true })
    const slow = after('prune', async () => {
      world.clock.now += 60_000
      expect(await world.leftOnVms()).toHaveLength(1)
    })
    expect(await runJob(slow, world.params(1), world.newTools(), new ArrayJournal())).toBe('succeeded')
    expect(await world.leftOnVms()).toEqual([])
  })

  test('cancelled with the VMs held, it releases them', async () => {
    const world = makeQuiescedWorld()
    let cancelled = false
    const stopping = after('quiesce_vms', async () => {
      expect(await world.leftOnVms()).toHaveLength(world.vms.length)
      cancelled = true
    })
    const stop = () => (cancelled ? 'cancelled' : null)
    expect(await runJob(stopping, world.params(1), world.newTools(), new ArrayJournal(), stop)).toBe('cancelled')
    expect(await world.leftOnVms()).toEqual([])
  })

  test('a vCenter that is away when the VMs are to be released does not hold up the send, and it is told', async () => {
    const world = makeQuiescedWorld()
    const away = after('take_recovery_point', async () => {
      world.site.vcenter = () => Promise.reject(new ZerfauxError('unreachable', 'vCenter west does not answer'))
    })
    expect(await runJob(away, world.params(1), world.newTools(), new ArrayJournal())).toBe('succeeded')
    expect(world.newestPoint()).toMatchObject({ consistency: 'application' })
    expect(world.notices.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`may be left on ${world.vms.length} VMs`),
    )
  })

  test('other people’s snapshots are never touched', async () => {
    const world = makeQuiescedWorld()
    const [vm] = world.vms
    const signal = new AbortController().signal
    if (!vm) throw new TypeError('The world has VMs')
    for (const name of ['before upgrade', 'zfx_20250101T000000Z_000001'])
      await world.driver.createSnapshot(vm.moref, { name, description: '', quiesce: false, memory: false }, { signal })
    expect(await world.round(1)).toBe('succeeded')
    world.clock.now += 60_000
    const left = await world.driver.vmReadiness(vm.moref, { signal })
    expect(left?.snapshots.map(({ name }) => name)).toEqual(['before upgrade', 'zfx_20250101T000000Z_000001'])
  })
})

/** The process ends before that step: nothing after it happens, not even the writing of a failure. */
async function dieBefore(
  name: string,
  world: ReturnType<typeof makeQuiescedWorld>,
  journal: ArrayJournal,
): Promise<void> {
  const dying = meddled(name, async () => {
    journal.crashed = true
  })
  await expect(runJob(dying, world.params(1), world.newTools(), journal)).rejects.toThrow('crashed')
  journal.crashed = false
}
