import { describe, expect, test } from 'vitest'
import { overrideDifferences, shellDifferences } from './shell-differences.ts'
import { planShell } from './shell-plan.ts'
import { shellFacts, shellOfWeb01, web01 } from './shell-plan.world.ts'
import type { VmHardware } from './vm-hardware.ts'

const codes = (notices: readonly { readonly code: string }[]) => notices.map(({ code }) => code)
const shell = (more: Partial<VmHardware> = {}): VmHardware => ({ ...shellOfWeb01, ...more })
const nic = (more: Partial<VmHardware['nics'][number]>) => ({
  nics: shellOfWeb01.nics.map((one) => ({ ...one, ...more })),
})
const disk = web01.disks[0]

test('a shell has its source’s hardware and disk layout, no disks, and its home on the placeholder datastore', () => {
  const plan = planShell(shellFacts())
  expect(plan).toMatchObject({
    shellName: 'web01',
    way: 'create',
    blockers: [],
    existingShell: null,
    placement: { placeholderDatastore: { name: 'placeholder-01' }, cluster: { name: 'Production' } },
    hardware: {
      cpus: 4,
      coresPerSocket: 2,
      memoryMib: 8192,
      firmware: 'efi',
      secureBoot: true,
      biosUuid: 'bbbb',
      hardwareVersion: 'vmx-19',
      // IDE controllers are there by themselves.
      controllers: [{ type: 'ParaVirtualSCSIController', bus: 0 }],
      nics: [{ type: 'vmxnet3', mac: '00:50:56:00:00:01', network: { name: 'dr-web' } }],
    },
    disks: [{ controllerType: 'ParaVirtualSCSIController', controllerBus: 0, unit: 0, path: 'web01/web01.vmdk' }],
    networks: [{ sourceNetwork: 'web', targetNetwork: 'dr-web' }],
  })
  expect(codes(plan.steps.map(({ name }) => ({ code: name })))).toEqual([
    'look',
    'create',
    'exempt',
    'verify',
    'record',
  ])
})

test.each([
  { case: 'gone', given: { source: { gone: true } }, expected: ['vm_gone'] },
  { case: 'a template', given: { source: { isTemplate: true } }, expected: ['template'] },
  { case: 'of unknown memory', given: { source: { memoryBytes: null } }, expected: ['hardware_unknown'] },
  { case: 'of unknown firmware', given: { source: { firmware: null } }, expected: ['hardware_unknown'] },
  { case: 'to lie on the replica', given: { placeholderDatastore: 'replica' }, expected: ['placeholder_replicated'] },
  {
    case: 'with a NIC of its host',
    given: { source: { nics: [{ key: 1, type: 'sriov_ethernet_card', mac: null, network: null }] } },
    expected: ['nic_not_portable'],
  },
  {
    case: 'whose name is taken by another VM',
    given: { there: [shell({ extraConfig: {}, biosUuid: 'other' })] },
    expected: ['name_taken'],
  },
  {
    case: 'whose name differs only in case from another VM’s',
    given: { there: [shell({ extraConfig: {}, biosUuid: 'other', name: 'WEB01' })] },
    expected: ['name_taken'],
  },
  {
    case: 'that somebody has a copy of',
    given: { there: [shell({ extraConfig: {}, name: 'copy' })] },
    expected: ['uuid_taken'],
  },
  {
    case: 'that somebody has a copy of, by instance UUID and under its name',
    given: { there: [shell({ extraConfig: {}, instanceUuid: 'AAAA', biosUuid: null })] },
    expected: ['uuid_taken'],
  },
  {
    case: 'that has two shells',
    given: { there: [shell(), shell({ moref: shellOfWeb01.moref, name: 'again' })] },
    expected: ['two_shells'],
  },
  { case: 'whose shell runs', given: { there: [shell({ powerState: 'powered_on' })] }, expected: ['shell_in_use'] },
  {
    case: 'whose shell has disks',
    given: { there: [shell({ disks: disk ? [disk] : [] })] },
    expected: ['shell_in_use'],
  },
])('no shell for a VM $case', ({ given, expected }) => {
  const { blockers } = planShell(shellFacts(given))
  expect(codes(blockers)).toEqual(expected)
  for (const { message, hint } of blockers) expect(message && hint).toBeTruthy()
})

test.each([
  { case: 'an unmapped network', given: { mappings: [] }, expected: 'unmapped_network' },
  {
    case: 'a network that is gone',
    given: { mappings: [{ sourceNetwork: 'web', targetNetwork: 'old', testNetwork: null }] },
    expected: 'network_gone',
  },
  { case: 'encryption', given: { source: { isEncrypted: true } }, expected: 'encrypted' },
  { case: 'a vTPM', given: { source: { hasVtpm: true } }, expected: 'vtpm' },
])('only a warning: $case', ({ given, expected }) => {
  const { blockers, warnings } = planShell(shellFacts(given))
  expect(blockers).toEqual([])
  expect(codes(warnings)).toContain(expected)
})

test.each([
  { case: 'equal', there: shell(), way: 'adopt', steps: ['look', 'exempt', 'verify', 'record'] },
  {
    case: 'on another network',
    there: shell(nic({ network: 'dr-app' })),
    way: 'adjust',
    steps: ['look', 'adjust', 'exempt', 'verify', 'record'],
  },
  {
    case: 'with a NIC plugged in',
    there: shell({ connectedNics: [4000] }),
    way: 'adjust',
    steps: ['look', 'adjust', 'exempt', 'verify', 'record'],
  },
  {
    case: 'of less memory',
    there: shell({ memoryBytes: 2 ** 30 }),
    way: 'recreate',
    steps: ['look', 'clear', 'create', 'exempt', 'verify', 'record'],
  },
])('a shell of ours that is $case: $way', ({ there, way, steps }) => {
  const plan = planShell(shellFacts({ there: [there] }))
  expect(plan).toMatchObject({ way, blockers: [], existingShell: { moref: 'vm-9' } })
  expect(plan.steps.map(({ name }) => name)).toEqual(steps)
})

describe('differences', () => {
  const { hardware } = planShell(shellFacts())
  if (!hardware) throw new Error('hardware expected')
  const wanted = { name: 'web01', hardware, placeholderDatastore: 'placeholder-01' }

  test('none where it is as it should be, in whatever case', () => {
    expect(shellDifferences(wanted, shell(nic({ mac: '00:50:56:00:00:01'.toUpperCase() })))).toEqual([])
  })
  test.each([
    ['name', { name: 'web01-old' }, 'adjust'],
    ['home', { vmxPath: '[replica] web01/web01.vmx' }, 'recreate'],
    ['CPUs', { cpus: 2 }, 'recreate'],
    ['cores per socket', { coresPerSocket: 1 }, 'recreate'],
    ['memory', { memoryBytes: null }, 'recreate'],
    ['guest', { guestId: 'otherGuest' }, 'recreate'],
    ['firmware', { firmware: 'bios' }, 'recreate'],
    ['secure boot', { secureBoot: false }, 'recreate'],
    ['hardware version', { hardwareVersion: 'vmx-15' }, 'recreate'],
    ['BIOS UUID', { biosUuid: 'dddd' }, 'recreate'],
    ['controller', { controllers: [] }, 'recreate'],
    ['NICs', { nics: [] }, 'recreate'],
    ['NICs', nic({ type: 'e1000' }), 'recreate'],
    ['network of NIC 00:50:56:00:00:01', nic({ network: null }), 'adjust'],
    ['NIC 00:50:56:00:00:01', { connectedNics: [4000] }, 'adjust'],
    ['disks', { disks: disk ? [disk] : [] }, 'by_hand'],
    ['power', { powerState: 'suspended' as const }, 'by_hand'],
  ])('%s', (what, change: Partial<VmHardware>, mend) => {
    expect(shellDifferences(wanted, shell(change))).toEqual([expect.objectContaining({ what, mend })])
  })
})

test.each([
  ['row 14: both are off for it', { haRestart: 'disabled', drs: 'manual' }, []],
  ['row 14: no overrides', null, ['HA restart', 'DRS']],
  ['row 14: HA would restart it', { haRestart: 'medium', drs: 'manual' }, ['HA restart']],
])('%s', (_, overrides, expected) => {
  const cluster = { name: 'c', haEnabled: true, drsEnabled: true }
  expect(overrideDifferences(cluster, overrides).map(({ what }) => what)).toEqual(expected)
  expect(overrideDifferences({ ...cluster, haEnabled: false, drsEnabled: false }, overrides)).toEqual([])
})
