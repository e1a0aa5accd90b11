import { describe, expect, test } from 'vitest'
import type { VmDisk } from './inventory.ts'
import type { MoveDatastore, MoveVm } from './move-facts.ts'
import { planMove } from './move-plan.ts'
import { planMoves } from './move-selection.ts'

const GIB = 2 ** 30

/** `ssd nfs` are two disks of 10 GiB, one on each. */
function vm(disks: string, more: Partial<MoveVm> & { disk?: Partial<VmDisk> } = {}): MoveVm {
  const { disk = {}, ...given } = more
  const places = disks.split(' ').filter(Boolean)
  return {
    name: 'web-01',
    disks: places.map((datastore, at) => ({
      key: 2000 + at,
      controllerType: 'ParaVirtualSCSIController',
      controllerBus: 0,
      unit: at,
      datastore,
      path: `web-01/web-01_${at}.vmdk`,
      capacityBytes: 10 * GIB,
      mode: 'persistent',
      backing: 'flat',
      shared: false,
      hasParent: false,
      ...(at === 0 && disk),
    })),
    datastores: [...new Set(places)],
    vmxPath: `[${places[0] ?? 'ssd'}] web-01/web-01.vmx`,
    isEncrypted: false,
    hasVtpm: false,
    snapshotCount: 0,
    isTemplate: false,
    storageBytes: 4 * GIB,
    gone: false,
    hostMoref: 'host-1',
    ...given,
  }
}

const nfs = (more: Partial<MoveDatastore> = {}): MoveDatastore => ({
  moref: 'datastore-7',
  freeBytes: 100 * GIB,
  accessible: true,
  hostMorefs: ['host-1', 'host-2'],
  ...more,
})
const codes = (found: readonly { code: string }[]) => found.map(({ code }) => code)

describe('what is to be moved', () => {
  test.each([
    {
      case: 'all of it: what it occupies',
      disks: 'ssd ssd',
      bytes: 4 * GIB,
      step: 'Move its home and 2 disks (4 GiB) to nfs while it runs on',
    },
    {
      case: 'one disk: its capacity',
      disks: 'nfs ssd',
      bytes: 10 * GIB,
      step: 'Move 1 disk (10 GiB) to nfs while it runs on',
    },
    { case: 'nothing', disks: 'nfs nfs', bytes: 0, step: undefined },
  ])('$case', ({ disks, bytes, step }) => {
    const plan = planMove(vm(disks), 'nfs', [nfs()])
    expect(plan).toMatchObject({ bytesToMove: bytes, needsStorageMove: bytes > 0, inProtectionDatastore: bytes === 0 })
    expect(plan.steps.find(({ name }) => name === 'move')?.title).toBe(step)
    expect(plan.disks.map(({ ok }) => ok)).toEqual(disks.split(' ').map((on) => on === 'nfs'))
    expect(plan.blockers).toEqual([])
  })

  test('its size is unknown: not 0', () => {
    const plan = planMove(vm('ssd', { storageBytes: null, disk: { capacityBytes: null } }), 'nfs', [nfs()])
    expect(plan.bytesToMove).toBeNull()
  })

  test('the home alone is elsewhere', () => {
    const plan = planMove(vm('nfs', { vmxPath: '[ssd] web-01/web-01.vmx' }), 'nfs', [nfs()])
    expect(plan).toMatchObject({ needsStorageMove: true, home: { datastore: 'ssd', ok: false }, bytesToMove: 0 })
    expect(plan.steps[1]?.title).toContain('Move its home')
  })
})

describe('what is in the way', () => {
  test.each<[string, Partial<MoveVm> & { disk?: Partial<VmDisk> }, MoveDatastore[]]>([
    ['raw_device', { disk: { backing: 'raw_device' } }, [nfs()]],
    ['shared_bus', { disk: { shared: true } }, [nfs()]],
    ['independent_disk', { disk: { mode: 'independent_persistent' } }, [nfs()]],
    ['independent_disk', { disk: { mode: 'independent_nonpersistent' } }, [nfs()]],
    ['linked_clone', { disk: { hasParent: true } }, [nfs()]],
    ['snapshots', { disk: { hasParent: true }, snapshotCount: 2 }, [nfs()]],
    ['needs_consolidation', { needsConsolidation: true }, [nfs()]],
    ['encrypted', { isEncrypted: true }, [nfs()]],
    ['vtpm', { hasVtpm: true }, [nfs()]],
    ['template', { isTemplate: true }, [nfs()]],
    ['gone', { gone: true }, [nfs()]],
    ['datastore_unknown', {}, []],
    ['datastore_not_mounted', { hostMoref: 'host-9' }, [nfs()]],
    ['datastore_inaccessible', {}, [nfs({ accessible: false })]],
    ['datastore_ambiguous', {}, [nfs(), nfs({ moref: 'datastore-8' })]],
  ])('%s', (code, more, datastores) => {
    const { blockers } = planMove(vm('ssd', more), 'nfs', datastores)
    expect(codes(blockers)).toEqual([code])
    expect(blockers[0]?.message).toContain(code.startsWith('datastore') ? 'nfs' : 'web-01')
    expect(blockers[0]?.hint).not.toBe('')
  })

  test('all of it is said, not the first alone', () => {
    const bad = vm('ssd', { isEncrypted: true, snapshotCount: 1, disk: { backing: 'raw_device' } })
    expect(codes(planMove(bad, 'nfs', [nfs()]).blockers)).toEqual(['encrypted', 'raw_device', 'snapshots'])
  })

  test('of two datastores with that name, the host’s own is meant', () => {
    const other = nfs({ moref: 'datastore-8', hostMorefs: ['host-9'] })
    expect(planMove(vm('ssd'), 'nfs', [other, nfs()])).toMatchObject({ blockers: [], datastoreMoref: 'datastore-7' })
  })

  test.each<[string, Partial<MoveVm> & { disk?: Partial<VmDisk> }, MoveDatastore]>([
    ['unknown_disks', { disk: { backing: null } }, nfs()],
    ['unknown_snapshots', { snapshotCount: null }, nfs()],
    ['unknown_encryption', { isEncrypted: null }, nfs()],
    ['unknown_host', { hostMoref: null }, nfs()],
    ['unknown_access', {}, nfs({ accessible: null })],
  ])('%s is a warning, not silence', (code, more, datastore) => {
    const plan = planMove(vm('ssd', more), 'nfs', [datastore])
    expect(codes(plan.warnings)).toEqual([code])
    expect(plan.blockers).toEqual([])
  })

  test('nothing is in the way of one that is there', () => {
    expect(planMove(vm('nfs', { isEncrypted: true, snapshotCount: null }), 'nfs', [])).toMatchObject({
      blockers: [],
      warnings: [],
      steps: [],
    })
  })
})

describe('a selection', () => {
  const select = (vms: MoveVm[], free: number | null, reservedGib = 0) =>
    planMoves({ vms, required: 'nfs', datastores: [nfs({ freeBytes: free })], reservedBytes: reservedGib * GIB })

  test('fits with a margin', () => {
    const { space, plans } = select([vm('ssd'), vm('ssd'), vm('nfs')], 9 * GIB)
    expect(space).toMatchObject({ neededBytes: Math.ceil(8.8 * GIB), fits: true })
    expect(plans.flatMap(({ plan }) => plan.blockers)).toEqual([])
  })

  test('does not fit: each that would move is held back, the others are not', () => {
    const blocked = vm('ssd', { snapshotCount: 1 })
    const { space, plans } = select([vm('ssd'), vm('ssd'), vm('nfs'), blocked], 8.7 * GIB)
    expect(space.fits).toBe(false)
    expect(plans.map(({ plan }) => codes(plan.blockers))).toEqual([['no_space'], ['no_space'], [], ['snapshots']])
  })

  test('what is on its way there already counts', () => {
    const { plans } = select([vm('ssd')], 10 * GIB, 6)
    expect(plans[0]?.plan.blockers[0]?.message).toBe(
      'All that is selected needs 4.4 GiB on nfs with a margin; 10 GiB are free, of which 6 GiB are for moves under way',
    )
  })

  test('what is not known is said', () => {
    expect(codes(select([vm('ssd')], null).plans[0]?.plan.warnings ?? [])).toEqual(['unknown_space'])
    const unknown = vm('ssd', { storageBytes: null, disk: { capacityBytes: null } })
    const { plans, space } = select([unknown, vm('ssd')], GIB)
    expect(codes(plans[0]?.plan.warnings ?? [])).toEqual(['unknown_size'])
    expect(space).toMatchObject({ neededBytes: null, fits: null })
  })
})
