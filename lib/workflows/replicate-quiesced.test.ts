import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import { makeQuiescedWorld, TIMEOUT_SECONDS } from './replicate-quiesced.world.ts'
import { source } from './replicate.world.ts'
import { replicate } from './replicate.ts'
import { obeysTheLaws } from './workflow.laws.ts'

type World = ReturnType<typeof makeQuiescedWorld>

describe('replicate, application-consistent', () => {
  obeysTheLaws(
    replicate,
    () => {
      const world = makeQuiescedWorld()
      const tools = { ...world.newTools(), source: world.bare.source, target: world.bare.target }
      return { params: world.params(1), tools, fingerprint: world.fingerprint }
    },
    makeQuiescedWorld().params(1),
  )

  test('every VM held still: the point is application-consistent, and no VMware snapshot is left', async () => {
    const world = makeQuiescedWorld()
    expect(await world.round(1)).toBe('succeeded')
    expect(world.newestPoint()).toMatchObject({
      consistency: 'application',
      vmConsistency: world.vms.map(({ vmId, name }) => ({ vmId, name, consistency: 'application', because: null })),
    })
    expect(await snapshotProperty(world, 1)).toBe('application')
    expect(world.facts).toMatchObject({ consistency: 'application' })
    expect(world.notices).toEqual([])
    expect(await world.leftOnVms()).toEqual([])
  })

  const cases: readonly { case: string; make: (world: World) => Promise<unknown>; because: string }[] = [
    {
      case: 'the guest fails',
      make: (world) => world.trouble(1, { fault: 'ApplicationQuiesceFault' }),
      because: 'its applications could not be quiesced (ApplicationQuiesceFault)',
    },
    {
      case: 'the vCenter refuses for a reason that we have no words for',
      make: (world) => world.trouble(1, { fault: 'NvdimmTrouble' }),
      because: 'the vCenter could not take its snapshot: The operation failed: NvdimmTrouble.',
    },
    {
      case: 'it hangs',
      make: (world) => world.trouble(1, { hangsMs: 3_600_000 }),
      because: `took longer than ${TIMEOUT_SECONDS} s`,
    },
    {
      case: 'Tools do not run',
      make: (world) => setVm(world, 1, { toolsStatus: 'not_running' }),
      because: 'VMware Tools is not running',
    },
    {
      case: 'Tools are not there',
      make: (world) => setVm(world, 1, { toolsStatus: 'not_installed' }),
      because: 'VMware Tools is not installed',
    },
    { case: 'it is suspended', make: (world) => setVm(world, 1, { powerState: 'suspended' }), because: 'is suspended' },
    {
      case: 'a disk is independent',
      make: (world) =>
        world.change(({ vms }) => {
          const [disk] = vms.find(({ moref }) => moref === world.vms[1]?.moref)?.disks ?? []
          if (disk) disk.mode = 'independent_persistent'
        }),
      because: 'has an independent disk, which no VMware snapshot includes',
    },
    {
      case: 'it is gone',
      make: (world) =>
        world.change((state) => {
          state.vms = state.vms.filter(({ moref }) => moref !== world.vms[1]?.moref)
        }),
      because: 'the vCenter does not know it (any more)',
    },
  ]
  test.each(cases)('$case: the round goes on, and the point says so for that VM alone', async ({ make, because }) => {
    const world = makeQuiescedWorld()
    await make(world)
    expect(await world.round(1)).toBe('succeeded')
    const point = world.newestPoint()
    expect(point?.consistency).toBe('crash')
    expect(point?.vmConsistency?.map(({ consistency }) => consistency)).toEqual([
      'application',
      'crash',
      'application',
      'application',
    ])
    expect(point?.vmConsistency?.[1]?.because).toBe(because)
    expect(await snapshotProperty(world, 1)).toBe('crash')
    expect(world.notices.map(({ message }) => message)).toEqual([
      expect.stringContaining(`3 of 4 VMs are application-consistent; ${world.vms[1]?.name}: ${because}`),
    ])
    // What was given up does not turn up later either.
    world.clock.now += 2 * 3_600_000
    expect(await world.leftOnVms()).toEqual([])
  })

  test('a VM that is powered off is consistent as it is, and says why', async () => {
    const world = makeQuiescedWorld()
    await setVm(world, 0, { powerState: 'powered_off', toolsStatus: 'not_running' })
    expect(await world.round(1)).toBe('succeeded')
    expect(world.newestPoint()).toMatchObject({ consistency: 'application' })
    expect(world.newestPoint()?.vmConsistency?.[0]).toMatchObject({ because: expect.stringContaining('powered off') })
  })

  test('a vCenter that cannot be had makes every VM crash-consistent with the reason, in time', async () => {
    const world = makeQuiescedWorld()
    world.site.vcenter = () => Promise.reject(new ZerfauxError('unreachable', 'vCenter west does not answer'))
    expect(await world.round(1)).toBe('succeeded')
    const reasons = world.newestPoint()?.vmConsistency?.map(({ because }) => because)
    expect(reasons).toEqual(world.vms.map(() => 'vCenter west does not answer'))
  })

  test('a group without VMs claims nothing', async () => {
    const world = makeQuiescedWorld()
    const { quiesce } = world.params(1)
    expect(await world.round(1, { quiesce: quiesce && { ...quiesce, vms: [] } })).toBe('succeeded')
    expect(world.newestPoint()).toMatchObject({ consistency: 'crash', vmConsistency: [] })
  })

  test('many VMs that hang cost twice the limit of one, not each its own', async () => {
    const world = makeQuiescedWorld(30)
    expect(world.vms).toHaveLength(30)
    for (const at of world.vms.keys()) await world.trouble(at, { hangsMs: 3_600_000 })
    const before = world.clock.now
    expect(await world.round(1)).toBe('succeeded')
    expect(world.clock.now - before).toBeLessThan((2 * TIMEOUT_SECONDS + 120) * 1000)
    expect(world.newestPoint()?.vmConsistency?.at(-1)?.because).toContain('its turn did not come')
    expect(await world.leftOnVms()).toEqual([])
  })

  test('a labelled run makes a point of its own, also when nothing has changed, and carries its label', async () => {
    const world = makeQuiescedWorld()
    const nothingChanges = (sequence: number, label: string | null) => world.round(sequence, { label, quiesce: null })
    await world.stores.source.update(({ datasets }) => {
      const dataset = datasets[source]
      if (dataset) dataset.changeBytesPerMinute = 0
    })
    expect(await nothingChanges(1, null)).toBe('succeeded')
    expect(await nothingChanges(2, null)).toBe('succeeded')
    expect(world.facts).toMatchObject({ outcome: 'unchanged' })
    expect(await nothingChanges(3, 'before upgrade: 5 € & more')).toBe('succeeded')
    expect(world.facts).toMatchObject({ outcome: 'replicated' })
    expect(world.newestPoint()).toMatchObject({ sequence: 3, label: 'before upgrade: 5 € & more' })
    const properties = await propertiesOf(world, 3)
    expect(properties?.['zfx:label']).toBe('before%20upgrade%3A%205%20%E2%82%AC%20%26%20more')
  })
})

async function setVm(
  world: World,
  at: number,
  change: Partial<Awaited<ReturnType<World['store']['read']>>['vms'][number]>,
) {
  await world.change(({ vms }) => {
    const vm = vms.find(({ moref }) => moref === world.vms[at]?.moref)
    if (vm) Object.assign(vm, change)
  })
}

async function propertiesOf(world: World, sequence: number): Promise<Record<string, string> | undefined> {
  const { datasets } = await world.stores.source.read()
  return datasets[source]?.snapshots.find(({ name }) => name === world.params(sequence).snapshot)?.properties
}

async function snapshotProperty(world: World, sequence: number): Promise<string | undefined> {
  return (await propertiesOf(world, sequence))?.['zfx:consistency']
}
