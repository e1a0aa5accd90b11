import { describe, expect, test } from 'vitest'
import { nobody } from '../domain/leftover-owners.ts'
import { spoilNext } from '../drivers/vsphere/simulated/simulated-trouble.ts'
import { releaseLeftovers, type ReleaseParams } from './release-leftovers.ts'
import { EAST, makeReleaseWorld, SHELL, VCENTER } from './release-leftovers.world.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal } from './workflow.laws.ts'

type World = Awaited<ReturnType<typeof makeReleaseWorld>>

describe('a DR shell that belongs to nothing', () => {
  const onlyShell = (world: World): ReleaseParams => ({
    ...world.params,
    chosen: world.params.chosen.filter(({ shell }) => shell !== null),
  })

  test.each<[string, (world: World) => Promise<void> | void, RegExp]>([
    ['was started', (world) => world.changeShell({ powerState: 'powered_on' }), /not powered off/],
    ['was given a disk', (world) => world.changeShell({ disks: world.disks }), /has a disk/],
    ['is another VM under its MoRef', (world) => world.changeShell({ instanceUuid: 'new' }), /another VM by now/],
    [
      'is protected again',
      (world) => {
        world.owners.current = { ...nobody, protectedVms: [{ id: EAST, vcenterId: VCENTER, shellMoref: SHELL }] }
      },
      /has an owner/,
    ],
  ])('that meanwhile %s is left alone and told, and the others are released', async (_, meddle, reason) => {
    const world = await makeReleaseWorld()
    await meddle(world)
    expect(await runJob(releaseLeftovers, world.params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(await world.left()).toEqual(['old (vm-801)'])
    expect(world.facts).toMatchObject({ kept: ['3 old (vm-801)'], released: expect.any(Array) })
    expect(world.facts['released']).toHaveLength(9)
    expect(world.notices.map(({ message }) => message)).toEqual([expect.stringMatching(reason)])
  })

  test('started right between that look and the removal, it is left alone by the vCenter', async () => {
    const world = await makeReleaseWorld()
    const { tools } = world
    const vcenter = async (id: string) => {
      const driver = await tools.vcenter(id)
      return Object.assign(Object.create(driver) as typeof driver, {
        async destroyShell(...given: Parameters<typeof driver.destroyShell>) {
          await world.changeShell({ powerState: 'powered_on' })
          return driver.destroyShell(...given)
        },
      })
    }
    const params = onlyShell(world)
    expect(await runJob(releaseLeftovers, params, { ...tools, vcenter }, new ArrayJournal())).toBe('succeeded')
    expect(await world.left()).toHaveLength(10)
    expect(world.facts).toEqual({ kept: ['3 old (vm-801)'] })
  })

  test('a removal that the vCenter refuses waits for a person, after everything else is released', async () => {
    const world = await makeReleaseWorld()
    await world.stores.vcenter.update((state) =>
      spoilNext(state, { call: 'destroyShell', fault: 'NoPermission', at: 'task' }),
    )
    const journal = new ArrayJournal()
    expect(await runJob(releaseLeftovers, world.params, world.tools, journal)).toBe('needs_operator')
    expect(journal.log.at(-1)?.error).toMatchObject({
      code: 'permission_missing',
      message: expect.stringContaining('old (vm-801)'),
    })
    expect(await world.left()).toEqual(['old (vm-801)'])
    expect(await runJob(releaseLeftovers, world.params, world.tools, journal)).toBe('succeeded')
    expect(await world.left()).toEqual([])
  })

  test('a removal that ends well and has done nothing is not told as done', async () => {
    const world = await makeReleaseWorld()
    const { tools } = world
    const vcenter = async (id: string) => {
      const driver = await tools.vcenter(id)
      return Object.assign(Object.create(driver) as typeof driver, {
        destroyShell: () => world.vsphere.power(SHELL, 'off', { signal: tools.signal }),
      })
    }
    expect(await runJob(releaseLeftovers, onlyShell(world), { ...tools, vcenter }, new ArrayJournal())).toBe(
      'needs_operator',
    )
    expect(world.facts).toEqual({})
  })

  test('a removal that an earlier attempt has begun is waited for', async () => {
    const world = await makeReleaseWorld()
    const { signal } = world.tools
    const task = await world.vsphere.destroyShell(SHELL, { signal })
    const journal = new ArrayJournal()
    expect(await runJob(releaseLeftovers, onlyShell(world), world.tools, journal)).toBe('retrying')
    await world.vsphere.followTask(task, { signal, onProgress: () => {} })
    expect(await runJob(releaseLeftovers, onlyShell(world), world.tools, journal)).toBe('succeeded')
    expect(world.facts).toEqual({ released: ['3 old (vm-801)'] })
  })
})
